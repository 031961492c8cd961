package io.sluice.broker.artemis.delivery;

import io.sluice.broker.artemis.BrokerInternals;
import io.sluice.broker.artemis.envelope.PublishedMessage;
import io.sluice.broker.artemis.queue.DeadLetters;
import io.sluice.broker.delivery.EndpointSubscription;
import io.sluice.broker.redrive.DeadLetterReason;
import java.time.Duration;
import java.util.LinkedList;
import java.util.List;
import java.util.concurrent.Executor;
import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.core.persistence.StorageManager;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.impl.AckReason;
import org.apache.activemq.artemis.core.server.impl.QueueImpl;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.core.transaction.impl.TransactionImpl;
import org.jspecify.annotations.Nullable;

/**
 * Carries out in the broker what became of a delivery: takes the message out of the queue, puts it back for later, or moves it
 * to the dead-letter queue. Thread-safe.
 */
final class PushSettlement {

    private static final SimpleString ERROR = SimpleString.of("sluice_delivery_error");
    private static final SimpleString ATTEMPTS = SimpleString.of("sluice_delivery_attempts");
    private static final int LONGEST_ERROR = 500;
    private static final int INITIAL_BUFFER = 1024;

    private final ActiveMQServer server;
    private final QueueImpl queue;
    private final EndpointSubscription subscription;
    private final DeadLetters deadLetters;
    private final Executor executor;

    PushSettlement(ActiveMQServer server, QueueImpl queue, EndpointSubscription subscription, Executor executor) {
        this.server = server;
        this.queue = queue;
        this.subscription = subscription;
        this.deadLetters = new DeadLetters(server);
        this.executor = executor;
    }

    private interface Work {
        void run() throws Exception;
    }

    private void stored(Work work) throws Exception {
        StorageManager storage = server.getStorageManager();
        storage.setContext(storage.newContext(executor));
        try {
            work.run();
        } finally {
            storage.clearContext();
        }
    }

    /** The message is done with. */
    void remove(MessageReference reference) throws Exception {
        stored(() -> queue.acknowledge(reference));
    }

    /** Nobody wants the message, and there is no dead-letter queue. */
    void drop(MessageReference reference) throws Exception {
        stored(() -> queue.acknowledge(reference, AckReason.KILLED, null));
    }

    /**
     * The message waits in the queue until it is due. Its attempts, and when it is due, survive a crash, unless the message stands
     * in a page: then it is due at once after a crash, with its attempts forgotten.
     */
    void giveBack(MessageReference reference, Duration delay) throws Exception {
        boolean isStored = reference.isDurable() && queue.isDurable() && !reference.isPaged();
        stored(() -> {
            if (isStored) {
                BrokerInternals.storeDeliveryCount(server, reference);
            }
            if (!delay.isZero()) {
                reference.setScheduledDeliveryTime(System.currentTimeMillis() + delay.toMillis());
                if (isStored) {
                    server.getStorageManager().updateScheduledDeliveryTime(reference);
                }
            }
            queue.decDelivering(reference);
            queue.addSorted(new LinkedList<>(List.of(reference)), false);
        });
    }

    /**
     * The message goes to the dead-letter queue.
     *
     * @param envelope what the endpoint would have got; null if that is the message itself
     * @throws Exception if it could not be stored there; the message is still in delivery
     */
    void deadLetter(
            MessageReference reference,
            String target,
            DeadLetterReason reason,
            String why,
            @Nullable Enveloped envelope)
            throws Exception {
        stored(() -> {
            Transaction tx = new TransactionImpl(server.getStorageManager());
            try {
                Message copy = envelope == null ? copy(reference) : enveloped(reference, envelope);
                copy.putStringProperty(ERROR, SimpleString.of(why.substring(0, Math.min(why.length(), LONGEST_ERROR))));
                copy.putIntProperty(ATTEMPTS, reference.getDeliveryCount());
                deadLetters.send(copy, reference, target, reason, 0, tx);
            } catch (Exception e) {
                BrokerInternals.rollBackQuietly(tx);
                throw e;
            }
            queue.acknowledge(tx, reference, AckReason.KILLED, null, true);
            tx.commit();
        });
    }

    /** The name by which logs call the subscription. */
    String label() {
        return subscription.label();
    }

    private Message copy(MessageReference reference) {
        return reference.getMessage().copy(server.getStorageManager().generateID(), true);
    }

    /**
     * An envelope that could not be delivered.
     *
     * @param messageId the id in it
     * @param text the envelope
     */
    record Enveloped(String messageId, String text) {}

    /** A text message with the envelope as its body and the properties of the original. */
    private Message enveloped(MessageReference reference, Enveloped envelope) {
        ICoreMessage original = reference.getMessage().toCore();
        CoreMessage letter = new CoreMessage(server.getStorageManager().generateID(), INITIAL_BUFFER);
        letter.setType(Message.TEXT_TYPE);
        letter.setDurable(original.isDurable());
        letter.setTimestamp(original.getTimestamp());
        letter.setUserID(original.getUserID());
        letter.setPriority(original.getPriority());
        for (SimpleString name : original.getPropertyNames()) {
            Object value = original.getObjectProperty(name);
            if (value != null) {
                letter.putObjectProperty(name, value);
            }
        }
        letter.putStringProperty(PublishedMessage.FORM, SimpleString.of(PublishedMessage.ENVELOPE));
        letter.putStringProperty(PublishedMessage.MESSAGE_ID, SimpleString.of(envelope.messageId()));
        letter.getBodyBuffer().writeNullableSimpleString(SimpleString.of(envelope.text()));
        return letter;
    }
}
