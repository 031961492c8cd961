package io.sluice.broker.artemis.binding;

import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.impl.RoutingContextImpl;

/** A routing of Artemis that leads nowhere: queues are asked whether they take a message, and those that do are counted. */
final class RoomProbe extends RoutingContextImpl {

    private int count;

    RoomProbe() {
        super(null);
    }

    @Override
    public void addQueue(SimpleString address, Queue queue) {
        count++;
    }

    int count() {
        return count;
    }
}
