package io.sluice.broker.artemis.stream;

import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.postoffice.impl.LocalQueueBinding;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.RoutingContext;

/** Another name of a queue of a stream, by which clients of some protocols look for it. Nothing is routed by it. */
public final class AliasBinding extends LocalQueueBinding {

    private final SimpleString alias;

    public AliasBinding(Queue queue, SimpleString alias, SimpleString nodeId) {
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
        // what is sent to a stream is routed by its entrance
    }

    @Override
    public void routeWithAck(Message message, RoutingContext context) {
        // what is sent to a stream is routed by its entrance
    }

    @Override
    public void close() {
        // the queue goes on under its own name
    }
}
