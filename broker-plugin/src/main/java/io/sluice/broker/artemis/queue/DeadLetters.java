package io.sluice.broker.artemis.queue;

import io.sluice.broker.fifo.FifoSettings;
import io.sluice.broker.redrive.DeadLetterReason;
import io.sluice.broker.redrive.DeadLetterStory;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.persistence.impl.journal.LargeServerMessageImpl;
import org.apache.activemq.artemis.core.postoffice.RoutingStatus;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.transaction.Transaction;

/**
 * Copies messages to dead-letter queues, with where they come from, why, and since when (CONTRACT 5).
 *
 * <p>The copy is routed in the transaction that also removes the original, so a crash leaves one of the two.
 */
public final class DeadLetters {

    /** Where a dead letter comes from. */
    private record Origin(Message message, SimpleString queue) {}

    private final ActiveMQServer server;

    public DeadLetters(ActiveMQServer server) {
        this.server = server;
    }

    /**
     * Routes a copy of the message.
     *
     * @param firstReceivedMillis epoch milliseconds of the first receive; 0 if it was never received
     * @throws ActiveMQException if no queue takes the copy; the caller keeps the original
     */
    void copy(
            MessageReference reference,
            String target,
            DeadLetterReason reason,
            long firstReceivedMillis,
            Transaction tx)
            throws Exception {
        Message original = reference.getMessage();
        send(
                copyOf(original),
                new Origin(original, reference.getQueue().getName()),
                target,
                reason,
                firstReceivedMillis,
                tx);
    }

    /**
     * Routes a copy that the caller has made of the message.
     *
     * @param firstReceivedMillis epoch milliseconds of the first receive; 0 if it was never received
     * @throws ActiveMQException if no queue takes the copy; the caller keeps the original
     */
    public void send(
            Message copy,
            MessageReference reference,
            String target,
            DeadLetterReason reason,
            long firstReceivedMillis,
            Transaction tx)
            throws Exception {
        Origin origin = new Origin(reference.getMessage(), reference.getQueue().getName());
        send(copy, origin, target, reason, firstReceivedMillis, tx);
    }

    /**
     * Routes a copy of a message that a queue could not take.
     *
     * @throws ActiveMQException if no queue takes the copy
     */
    public void copyUndelivered(
            Message message, SimpleString queue, String target, DeadLetterReason reason, Transaction tx)
            throws Exception {
        send(copyOf(message), new Origin(message, queue), target, reason, 0, tx);
    }

    private Message copyOf(Message original) {
        return original.copy(server.getStorageManager().generateID(), true);
    }

    private void send(
            Message copy,
            Origin origin,
            String target,
            DeadLetterReason reason,
            long firstReceivedMillis,
            Transaction tx)
            throws Exception {
        NamedQueues.create(server, target);
        copy.setAddress(SimpleString.of(target));
        copy.referenceOriginalMessage(origin.message(), origin.queue());
        copy.setRoutingType(null);
        copy.putStringProperty(DeadLetterStory.SOURCE, origin.queue().toString());
        copy.putStringProperty(DeadLetterStory.REASON, reason.propertyValue());
        if (firstReceivedMillis > 0) {
            copy.putLongProperty(DeadLetterStory.FIRST_RECEIVED, firstReceivedMillis);
        }
        if (FifoSettings.isFifo(target)) {
            MessageAge.beginRetention(copy, System.currentTimeMillis());
        } else {
            MessageAge.keepSentTime(copy);
        }
        copy.reencode();
        Message stored = LargeServerMessageImpl.checkLargeMessage(copy, server.getStorageManager());
        RoutingStatus status = server.getPostOffice().route(stored, new BrokerRouting(tx), false, false, null);
        if (status != RoutingStatus.OK) {
            throw new ActiveMQException("dead-letter queue " + target + " took no message: " + status);
        }
    }
}
