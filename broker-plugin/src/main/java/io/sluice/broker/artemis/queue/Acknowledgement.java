package io.sluice.broker.artemis.queue;

import org.apache.activemq.artemis.core.server.ServerConsumer;
import org.apache.activemq.artemis.core.server.impl.AckReason;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * The arguments with which Artemis has a message acknowledged; see {@code Queue.acknowledge}.
 *
 * @param transaction the transaction that takes the acknowledgement; made up by Artemis or begun by the client
 * @param consumer who acknowledges; null if it is not a consumer
 * @param delivering whether the message is counted as being delivered
 */
record Acknowledgement(
        @Nullable Transaction transaction,
        AckReason reason,
        @Nullable ServerConsumer consumer,
        boolean delivering) {

    /** The same in another transaction, or in none. */
    Acknowledgement in(@Nullable Transaction other) {
        return new Acknowledgement(other, reason, consumer, delivering);
    }
}
