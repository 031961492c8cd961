package io.sluice.broker.artemis.queue;

import io.sluice.broker.visibility.TimeoutChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.activemq.artemis.core.server.MessageReference;

/** The in-flight messages of one queue, as requests of operators and applications see them. Thread-safe. */
public final class QueueLeases {

    private final LeasedQueue queue;

    QueueLeases(LeasedQueue queue) {
        this.queue = queue;
    }

    /** One message in flight. */
    public final class InFlightMessage {

        private final LeasedReference lease;

        private InFlightMessage(LeasedReference lease) {
            this.lease = lease;
        }

        /** Whether it was delivered over this connection. */
        public boolean isHeldBy(Object connectionId) {
            return lease.holder().session().connectionId().equals(connectionId);
        }

        public MessageReference reference() {
            return lease.inner();
        }

        /**
         * Restarts the visibility timeout from now.
         *
         * @param timeout zero returns the message
         * @param retryDelayMillis if it returns, time until it is visible; 0 for none
         */
        public TimeoutChange changeTimeout(Duration timeout, long retryDelayMillis) throws Exception {
            TimeoutChange change = lease.holder().changeTimeout(lease, timeout);
            if (change instanceof TimeoutChange.Returned) {
                queue.returns().giveBackOnRequest(lease, retryDelayMillis);
            }
            return change;
        }
    }

    /** The messages in flight that the predicate accepts, by consumer, oldest first. */
    public List<InFlightMessage> find(Predicate<MessageReference> predicate) {
        return findLeases(lease -> predicate.test(lease.inner()));
    }

    /** The message in flight whose delivery has this handle, if there is one. */
    public List<InFlightMessage> findByHandle(String handle) {
        return findLeases(lease -> lease.isNamed(handle));
    }

    private List<InFlightMessage> findLeases(Predicate<LeasedReference> predicate) {
        List<InFlightMessage> found = new ArrayList<>();
        for (LeasedConsumer consumer : queue.consumers()) {
            for (LeasedReference lease : consumer.leases()) {
                if (predicate.test(lease)) {
                    found.add(new InFlightMessage(lease));
                }
            }
        }
        return found;
    }
}
