package io.sluice.broker.artemis.queue;

import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.core.server.ServerConsumer;
import org.apache.activemq.artemis.core.server.impl.AckReason;
import org.apache.activemq.artemis.core.server.impl.MessageReferenceImpl;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * A question to a Core client: has your application passed everything that you were sent before this?
 *
 * <p>It is a message that has expired. The client takes it out of its buffer in turn, finds it expired, does not show it
 * to the application, and tells the broker so ({@code ClientConsumerImpl.receive} and {@code callOnMessage}): that is the
 * answer. A client that is stuck in front of it stays silent. Clients sort their buffers by priority, so the question has the
 * lowest of the messages before it.
 */
final class Ping extends MessageReferenceImpl {

    private static final int INITIAL_BUFFER = 64;
    private static final long LONG_AGO = 1;

    private final LeasedReference through;
    private final StandstillWatch asker;
    private final LeasedConsumer consumer;

    /** @param through the last delivery before the question */
    Ping(LeasedConsumer consumer, LeasedReference through, StandstillWatch asker) {
        super(question(consumer, through.getMessage()), consumer.queue());
        this.consumer = consumer;
        this.through = through;
        this.asker = asker;
    }

    /** Carries the properties of a message that the consumer was sent, so that it passes the same selector. */
    private static Message question(LeasedConsumer consumer, Message sent) {
        LeasedQueue queue = consumer.queue();
        CoreMessage question = new CoreMessage(queue.newMessageId(), INITIAL_BUFFER);
        question.setAddress(queue.getAddress());
        question.setExpiration(LONG_AGO);
        question.setDurable(false);
        question.setPriority(consumer.lowestPriority());
        if (consumer.getFilter() != null) {
            sent.getPropertyNames().forEach(name -> question.putObjectProperty(name, sent.getObjectProperty(name)));
        }
        return question;
    }

    LeasedConsumer consumer() {
        return consumer;
    }

    void answer() throws Exception {
        asker.answered(through);
    }

    void lose() {
        asker.lost();
    }

    @Override
    public void handled() {
        // not a message of the queue: its counters stay as they are
    }

    @Override
    public void acknowledge(
            @Nullable Transaction tx, AckReason reason, @Nullable ServerConsumer serverConsumer, boolean delivering)
            throws Exception {
        if (Thread.holdsLock(consumer.delegate())) {
            answer();
        } else {
            consumer.settlements().recoveredAt(this);
        }
    }
}
