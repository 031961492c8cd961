package io.sluice.broker.artemis.stream.read;

import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.postoffice.impl.LocalQueueBinding;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.RoutingContext;

/** Another name of a queue, by which clients of some protocols look for it. */
final class AliasBinding extends LocalQueueBinding {

    private final SimpleString alias;

    AliasBinding(Queue queue, SimpleString alias, SimpleString nodeId) {
        super(queue.getAddress(), queue, nodeId);
        this.alias = alias;
    }

    @Override
    public SimpleString getUniqueName() {
        return alias;
    }

    @Override
    public SimpleString getRoutingName() {
        return alias;
    }

    @Override
    public void route(Message message, RoutingContext context) {
        // nothing is routed to readers of streams
    }

    @Override
    public void routeWithAck(Message message, RoutingContext context) {
        // nothing is routed to readers of streams
    }

    @Override
    public void close() {
        // the queue goes on under its own name
    }
}
