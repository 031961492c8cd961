package io.sluice.broker.artemis.queue;

import io.sluice.broker.artemis.BrokerInternals;
import io.sluice.broker.queue.QueueSettings;
import io.sluice.broker.redrive.DeadLetterReason;
import io.sluice.broker.redrive.RedrivePolicy;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.impl.AckReason;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.core.transaction.impl.TransactionImpl;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes messages out of a leased queue that no consumer may get any more: received too often, rejected, or too old.
 *
 * <p>A message is never dropped because its dead-letter queue is missing or fails: it stays where it is.
 */
final class Removals {

    private static final Logger LOGGER = LoggerFactory.getLogger(Removals.class);
    private static final long TRY_AGAIN_MILLIS = 1_000;

    private final LeasedQueue queue;
    private final QueueContext context;
    private final AtomicBoolean sweeping = new AtomicBoolean();

    Removals(LeasedQueue queue, QueueContext context) {
        this.queue = queue;
        this.context = context;
    }

    /**
     * Whether a message must not be delivered; it is then removed soon, outside the delivery. That is so for a message
     * that has outlived the retention, or was received for the last time when the broker died.
     */
    boolean isUndeliverable(MessageReference reference) {
        QueueSettings current = queue.settings();
        if (current == null || !isDue(reference, current)) {
            return false;
        }
        sweep();
        return true;
    }

    /** Removes, on the queue's executor, all waiting messages that must not be delivered. */
    void sweep() {
        if (queue.isLeasing() && sweeping.compareAndSet(false, true)) {
            queue.getExecutor().execute(() -> {
                sweeping.set(false);
                new Sweep(queue, this::isDueNow).run();
            });
        }
    }

    private boolean isDueNow(MessageReference reference) {
        QueueSettings current = queue.settings();
        return current != null && isDue(reference, current);
    }

    private boolean isDue(MessageReference reference, QueueSettings current) {
        return isOverReceived(reference, current)
                || !queue.holdsRecords()
                        && MessageAge.isOlderThan(
                                current.retention(), reference.getMessage(), System.currentTimeMillis());
    }

    private static boolean isOverReceived(MessageReference reference, QueueSettings current) {
        RedrivePolicy policy = current.redrivePolicy().orElse(null);
        return policy != null && reference.getDeliveryCount() >= policy.maxReceiveCount();
    }

    /** Whether the message was received as often as the redrive policy allows. */
    boolean isOverReceived(MessageReference reference) {
        QueueSettings current = queue.settings();
        return current != null && isOverReceived(reference, current);
    }

    /**
     * Moves one message that {@link Sweep} has taken out of the queue to where it belongs. If that place takes nothing, the
     * message waits in its queue, and is tried again.
     */
    void discard(MessageReference reference) throws Exception {
        QueueSettings current = queue.settings();
        Optional<RedrivePolicy> policy = current == null ? Optional.empty() : current.redrivePolicy();
        SimpleString expiryAddress = queue.getExpiryAddress();
        Moved moved;
        if (policy.isPresent() && isOverReceived(reference)) {
            DeadLetterReason reason = DeadLetterReason.MAX_RECEIVE_COUNT_EXCEEDED;
            moved = move(reference, null, reason, policy.get().deadLetterQueue());
        } else if (expiryAddress != null && !expiryAddress.isEmpty()) {
            moved = move(reference, null, DeadLetterReason.EXPIRED, expiryAddress.toString());
        } else {
            queue.acknowledgeInner(reference, new Acknowledgement(null, AckReason.EXPIRED, null, true));
            moved = Moved.YES;
        }
        if (moved == Moved.NOT) {
            queue.tryLater(reference, TRY_AGAIN_MILLIS);
        }
    }

    /** Whether Artemis' own address settings name a dead-letter address that takes messages. */
    boolean hasArtemisDeadLetters() throws Exception {
        SimpleString address = queue.holdsRecords() ? null : queue.getDeadLetterAddress();
        return address != null && context.server().getPostOffice().isAddressBound(address);
    }

    /** Moves a message that was received as often as the redrive policy allows. @return false if it may be delivered */
    boolean deadLetterIfOverReceived(MessageReference reference) {
        return isOverReceived(reference) && deadLetter(reference, null, DeadLetterReason.MAX_RECEIVE_COUNT_EXCEEDED);
    }

    /**
     * Moves a message to the dead-letter queue of the redrive policy.
     *
     * @param tx takes the move; null for a transaction of its own
     * @return false if there is no policy, or it failed: the message is where it was
     */
    boolean deadLetter(MessageReference reference, @Nullable Transaction tx, DeadLetterReason reason) {
        QueueSettings current = queue.settings();
        Optional<RedrivePolicy> policy = current == null ? Optional.empty() : current.redrivePolicy();
        return policy.isPresent() && move(reference, tx, reason, policy.get().deadLetterQueue()) == Moved.YES;
    }

    private enum Moved {
        YES,
        /** The message is where it was. */
        NOT,
        /** The message is back in its queue. */
        RETURNED
    }

    private Moved move(
            MessageReference reference, @Nullable Transaction callerTx, DeadLetterReason reason, String target) {
        Transaction tx = callerTx == null ? new TransactionImpl(context.server().getStorageManager()) : callerTx;
        Moved failed = Moved.NOT;
        try {
            long received = reference.getDeliveryCount() == 0 ? 0 : System.currentTimeMillis();
            long first = queue.returned().firstReceivedMillis(reference.getMessageID(), received);
            context.deadLetters().copy(reference, target, reason, first, tx);
            AckReason ackReason = reason == DeadLetterReason.EXPIRED ? AckReason.EXPIRED : AckReason.KILLED;
            queue.acknowledgeInner(reference, new Acknowledgement(tx, ackReason, null, true));
            failed = Moved.RETURNED;
            if (callerTx == null) {
                tx.commit();
            }
            context.redriveListener().deadLettered(queue.label(), target, reason);
            return Moved.YES;
        } catch (Exception e) {
            LOGGER.error(
                    "message {} of queue {} could not be moved to {}",
                    reference.getMessageID(),
                    queue.label(),
                    target,
                    e);
            BrokerInternals.rollBackQuietly(tx);
            return failed;
        }
    }
}
