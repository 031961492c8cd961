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

    /** What tells these transactions from others: only clients' transactions have data of their protocol. */
    private static final Object MARK = new Object();

    /** Takes everything and does nothing. */
    private static final Transaction NOTHING = (Transaction) Proxy.newProxyInstance(
            Transaction.class.getClassLoader(),
            new Class<?>[] {Transaction.class},
            (proxy, method, arguments) -> Nothing.of(method.getReturnType()));

    private SingleSend() {}

    /** Artemis has begun this transaction for a single send. */
    static void begun(Transaction tx) {
        tx.setProtocolData(MARK);
    }

    static boolean is(@Nullable Transaction tx) {
        return tx != null && tx.getProtocolData() == MARK;
    }

    /** Nothing is to be committed for a message that was dealt with in another way. */
    static void leave(RoutingContext routing) {
        if (is(routing.getTransaction())) {
            routing.setTransaction(NOTHING);
        }
    }
}
