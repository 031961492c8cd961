package io.sluice.broker.artemis.queue;

import io.sluice.broker.redrive.DeadLetterStory;
import java.util.Optional;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.persistence.impl.journal.LargeServerMessageImpl;
import org.apache.activemq.artemis.core.postoffice.Binding;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.RoutingContext;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * Copies dead letters back to a queue: what the sender gave them stays (ids, properties, body, priority, group, time of
 * sending), what receiving and dead-lettering added is put away ({@link DeadLetterStory}). The copy has no time to live and
 * no delivery time any more, and its receive count begins anew. Thread-safe.
 */
public final class RedrivenMessages {

    private final ActiveMQServer server;

    public RedrivenMessages(ActiveMQServer server) {
        this.server = server;
    }

    /** The queue that a dead letter came from, by its own account; empty if it has none. */
    public static Optional<String> sourceOf(Message message) {
        Object told = message.getObjectProperty(SimpleString.of(DeadLetterStory.SOURCE));
        if (told == null) {
            told = message.getAnnotationString(Message.HDR_ORIGINAL_QUEUE);
        }
        if (told == null) {
            told = message.getAnnotationString(Message.HDR_ORIGINAL_ADDRESS);
        }
        return Optional.ofNullable(told).map(Object::toString);
    }

    /**
     * Routes a copy to one queue, and to no other of the same address.
     *
     * @param by user who has it moved
     * @throws Exception if the queue does not take it; the caller keeps the original
     */
    public void copy(Message original, Binding target, String by, Transaction tx) throws Exception {
        long now = System.currentTimeMillis();
        Message copy = original.copy(server.getStorageManager().generateID(), true);
        copy.setAddress(target.getAddress());
        copy.setRoutingType(null);
        copy.setExpiration(0);
        copy.setScheduledDeliveryTime(0L);
        copy.removeAnnotation(Message.HDR_ACTUAL_EXPIRY_TIME);
        DeadLetterStory.Change change = DeadLetterStory.redriven(
                name -> text(original.getObjectProperty(SimpleString.of(name))),
                sourceOf(original).orElse(null),
                now,
                by);
        change.remove().forEach(name -> copy.removeProperty(SimpleString.of(name)));
        change.put().forEach((name, value) -> copy.putObjectProperty(SimpleString.of(name), value));
        MessageAge.beginRetention(copy, now);
        copy.reencode();
        Message stored = LargeServerMessageImpl.checkLargeMessage(copy, server.getStorageManager());
        RoutingContext routing = new BrokerRouting(tx);
        server.getPostOffice().route(stored, routing, false, false, target);
        if (routing.getQueueCount() == 0) {
            throw new ActiveMQException("queue " + target.getUniqueName() + " took no message");
        }
    }

    private static @Nullable Object text(@Nullable Object value) {
        return value instanceof SimpleString simple ? simple.toString() : value;
    }
}
