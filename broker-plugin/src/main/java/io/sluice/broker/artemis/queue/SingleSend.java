package io.sluice.broker.artemis.queue;

import java.lang.reflect.Proxy;
import org.apache.activemq.artemis.core.server.RoutingContext;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * The transaction that Artemis begins for a message with a duplicate id that was sent without one, so that the id is stored
 * together with the message. Artemis begins it before it knows that nobody needs it, and commits it as soon as the message
 * is routed; nothing else is in it.
 */
final class SingleSend {

    /** Artemis numbers its own properties of transactions from 1. */
    private static final int PROPERTY = 0x51D5;

    /** Takes everything and does nothing. */
    private static final Transaction NOTHING = (Transaction) Proxy.newProxyInstance(
            Transaction.class.getClassLoader(),
            new Class<?>[] {Transaction.class},
            (proxy, method, arguments) -> Nothing.of(method.getReturnType()));

    private SingleSend() {}

    /** Artemis has begun this transaction for a single send. */
    static void begun(Transaction tx) {
        tx.putProperty(PROPERTY, true);
    }

    static boolean is(@Nullable Transaction tx) {
        return tx != null && tx.getProperty(PROPERTY) != null;
    }

    /** Nothing is to be committed for a message that was dealt with in another way. */
    static void leave(RoutingContext routing) {
        if (is(routing.getTransaction())) {
            routing.setTransaction(NOTHING);
        }
    }
}
