package io.sluice.broker.artemis.queue;

import io.sluice.broker.artemis.BrokerInternals;
import io.sluice.broker.redrive.DeadLetterReason;
import io.sluice.broker.visibility.Lease;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * What a leased queue does for clients whose library delivers again by itself, from its own buffer, what was rolled back or
 * recovered. The message stays on the list of deliveries of its consumer; each such delivery counts as a receive and starts
 * the clock again. One that was received too often is a dead letter at once, though the library may show it again: then the
 * settlement of it is ignored.
 *
 * <p>Called by the thread of the client's connection, without any lock.
 */
final class ClientRedelivery {

    private ClientRedelivery() {}

    /** The client has told that it delivers these messages again. */
    static void redelivered(LeasedConsumer holder, List<LeasedReference> deliveries) throws Exception {
        List<LeasedReference> live =
                deliveries.stream().filter(LeasedReference::isLive).toList();
        holder.showLife();
        for (LeasedReference lease : live) {
            if (!lease.wasCountedAhead()) {
                receivedAgain(holder, lease);
            }
        }
    }

    private static void receivedAgain(LeasedConsumer holder, LeasedReference lease) throws Exception {
        LeasedQueue queue = holder.queue();
        if (queue.removals().isOverReceived(lease.inner())) {
            if (holder.settlements().release(lease) && !queue.removals().deadLetterIfOverReceived(lease.inner())) {
                queue.returns().giveBackUnreceived(lease.inner());
            }
        } else if (holder.reopen(lease)) {
            lease.incrementDeliveryCount();
            record(queue, lease);
        }
    }

    private static void record(LeasedQueue queue, LeasedReference lease) {
        if (lease.hasStarted()) {
            queue.recordReceive(lease.inner());
        }
    }

    /**
     * The client rolls a transaction back, or its commit fails, and it will deliver again what it acknowledged therein. What
     * is still its own stays with it; {@link #backToDelivering} must follow.
     *
     * @param acknowledged by this consumer in this transaction, in order
     */
    static void rolledBack(LeasedConsumer holder, Transaction tx, List<LeasedReference> acknowledged) {
        if (isGone(holder)) {
            return;
        }
        Set<MessageReference> kept = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int i = acknowledged.size() - 1; i >= 0; i--) {
            LeasedReference lease = acknowledged.get(i);
            if (keep(holder, lease)) {
                kept.add(lease.inner());
            } else if (lease.state() != Lease.State.SETTLED) {
                // found by its consumer's id, Artemis would put it on that list without a lease
                lease.inner().emptyConsumerID();
            }
        }
        BrokerInternals.acknowledgedIn(tx).removeIf(kept::contains);
    }

    /**
     * Puts what was rolled back on the list of deliveries again, also what is not the consumer's own any more: a later
     * acknowledgement names the first and the last of a range. Takes the monitor of the consumer, which closes with it and may
     * ask for that of its transaction then.
     */
    static void backToDelivering(LeasedConsumer holder, List<LeasedReference> acknowledged) {
        synchronized (holder.delegate()) {
            for (int i = acknowledged.size() - 1; i >= 0 && !isGone(holder); i--) {
                OpenWireProtocol.backToDelivering(holder.delegate(), acknowledged.get(i));
            }
        }
    }

    private static boolean isGone(LeasedConsumer holder) {
        return holder.isClosed() || holder.session().isConnectionLost();
    }

    private static boolean keep(LeasedConsumer holder, LeasedReference lease) {
        LeasedQueue queue = holder.queue();
        if (lease.state() != Lease.State.IN_TRANSACTION
                || queue.removals().isOverReceived(lease.inner())
                || !holder.reopen(lease)) {
            return false;
        }
        lease.countAhead();
        record(queue, lease);
        return true;
    }

    /**
     * The client's own redelivery policy gives a message up. Its receives were counted as the client told them.
     *
     * @return whether that is all; false if Artemis' own dead-letter address takes the message
     */
    static boolean givenUp(LeasedConsumer holder, MessageReference bare, @Nullable Transaction tx) throws Exception {
        LeasedQueue queue = holder.queue();
        DeadLetterReason reason = queue.removals().isOverReceived(bare)
                ? DeadLetterReason.MAX_RECEIVE_COUNT_EXCEEDED
                : DeadLetterReason.REJECTED;
        if (queue.removals().deadLetter(bare, tx, reason)) {
            return true;
        }
        if (queue.removals().hasArtemisDeadLetters()) {
            return false;
        }
        queue.refusals().add(holder, bare);
        queue.returns().giveBackUnreceived(bare);
        return true;
    }

    /**
     * The client library has refused a delivery, without showing it to its application. While the connection still holds an
     * older delivery of that message, this one was not a receive. Otherwise nobody works on it, and a message that everybody
     * refuses must come to an end.
     */
    static void refused(LeasedConsumer holder, LeasedReference lease) throws Exception {
        LeasedQueue queue = holder.queue();
        MessageReference inner = lease.inner();
        if (!holder.settlements().settle(lease)) {
            return;
        }
        if (isHeldAtSameConnection(holder, inner)) {
            inner.decrementDeliveryCount();
            queue.returned().withdraw(lease);
        } else if (queue.removals().deadLetterIfOverReceived(inner)) {
            return;
        }
        queue.refusals().add(holder, inner);
        queue.returns().giveBackUnreceived(inner);
    }

    private static boolean isHeldAtSameConnection(LeasedConsumer holder, MessageReference inner) {
        for (LeasedConsumer other : holder.queue().consumers()) {
            if (other.session().connectionId().equals(holder.session().connectionId())
                    && other.delegate().getDeliveringMessages().stream()
                            .anyMatch(held -> held.getMessageID() == inner.getMessageID())) {
                return true;
            }
        }
        return false;
    }
}
