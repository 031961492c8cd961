package io.sluice.broker.artemis.queue;

import org.apache.activemq.artemis.core.server.impl.RoutingContextImpl;
import org.apache.activemq.artemis.core.transaction.Transaction;

/** The routing of a message that the broker itself moves from one queue to another, and that was accepted before. */
final class BrokerRouting extends RoutingContextImpl {

    BrokerRouting(Transaction tx) {
        super(tx);
    }
}
