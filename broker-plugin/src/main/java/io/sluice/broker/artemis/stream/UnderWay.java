package io.sluice.broker.artemis.stream;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.core.transaction.TransactionOperationAbstract;
import org.jspecify.annotations.Nullable;

/**
 * Which records are in the broker's journal, or on the way there, and not in the hands of the writer yet. As long as there is
 * one, records that follow take the same way, so that none overtakes it. Thread-safe.
 *
 * <p>A record of a transaction is under way from its commit on, before anybody is told of that: what a producer sends after a
 * commit follows it.
 */
final class UnderWay {

    private final Set<Long> messages = ConcurrentHashMap.newKeySet();

    /** A message is about to be routed to the ingest queue. */
    void routing(Message message, @Nullable Transaction tx) {
        long id = message.getMessageID();
        if (tx == null) {
            messages.add(id);
        } else {
            tx.addOperation(new TransactionOperationAbstract() {
                @Override
                public void beforeCommit(Transaction committed) {
                    messages.add(id);
                }

                @Override
                public void afterRollback(Transaction undone) {
                    messages.remove(id);
                }
            });
        }
    }

    /** A message comes into the ingest queue. */
    void queued(long messageId) {
        messages.add(messageId);
    }

    /** The writer has it, in front of all that it gets from now on. */
    void taken(long messageId) {
        messages.remove(messageId);
    }

    boolean isEmpty() {
        return messages.isEmpty();
    }
}
