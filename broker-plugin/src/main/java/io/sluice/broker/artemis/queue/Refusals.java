package io.sluice.broker.artemis.queue;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.jspecify.annotations.Nullable;

/**
 * Messages of one queue that a connection does not take at present: its client library has refused to show one to the
 * application, or has given it up. It is offered to that connection again after a visibility timeout, and to others at once.
 *
 * <p>Empty in nearly every queue, and then costs one read per delivery. Thread-safe.
 */
final class Refusals {

    private record Refusal(Object connection, long messageId) {}

    private final LeasedQueue queue;
    private final Map<Refusal, Long> until = new ConcurrentHashMap<>();

    Refusals(LeasedQueue queue) {
        this.queue = queue;
    }

    void add(LeasedConsumer consumer, MessageReference reference) {
        Refusal refusal = refusal(consumer, reference);
        long end = queue.nanoTime() + queue.leaseNanos();
        until.put(refusal, end);
        queue.schedule(() -> end(refusal, end), queue.leaseNanos());
    }

    boolean isRefused(LeasedConsumer consumer, MessageReference reference) {
        return !until.isEmpty() && until.containsKey(refusal(consumer, reference));
    }

    /**
     * Like {@link #isRefused} when the message is about to be sent: a second copy would only be in the way of a client that
     * delivers the first again by itself when its transaction fails.
     */
    boolean refuses(LeasedConsumer consumer, MessageReference reference) {
        if (!isRefused(consumer, reference)) {
            if (!queue.returned().wasLastHeldBy(consumer, reference)
                    || !consumer.session().maySoonRedeliverByItself()) {
                return false;
            }
            add(consumer, reference);
        }
        return true;
    }

    /** A consumer has gone, and its client library with what it knew of these messages. */
    void forget(@Nullable LeasedConsumer consumer) {
        if (consumer != null && !until.isEmpty()) {
            Object connection = consumer.session().connectionId();
            if (until.keySet().removeIf(refusal -> refusal.connection().equals(connection))) {
                offerAgain();
            }
        }
    }

    private void end(Refusal refusal, long end) {
        if (until.remove(refusal, end)) {
            offerAgain();
        }
    }

    private void offerAgain() {
        queue.resetAllIterators();
        queue.deliverAsync();
    }

    private static Refusal refusal(LeasedConsumer consumer, MessageReference reference) {
        return new Refusal(consumer.session().connectionId(), reference.getMessageID());
    }
}
