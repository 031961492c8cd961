package io.sluice.broker.artemis.queue;

import io.sluice.broker.visibility.TimeoutChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

        /** Whether this is the handle of the delivery, as its protocol gives it to the client. */
        public boolean isNamed(String handle) {
            return lease.isNamed(handle);
        }

        public MessageReference reference() {
            return lease.inner();
        }

        /** The message id that the client made up for its application, if its protocol is one in which it does that. */
        public Optional<String> idAtClient() {
            return lease.holder().session().redeliversByItself()
                    ? OpenWireProtocol.messageIdOf(lease)
                    : Optional.empty();
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
                queue.returns().giveBackOnRequest(List.of(lease), retryDelayMillis);
            }
            return change;
        }
    }

    /** The messages in flight that the predicate accepts, by consumer, oldest first. */
    public List<InFlightMessage> find(Predicate<InFlightMessage> predicate) {
        List<InFlightMessage> found = new ArrayList<>();
        for (LeasedConsumer consumer : queue.consumers()) {
            for (LeasedReference lease : consumer.leases()) {
                InFlightMessage message = new InFlightMessage(lease);
                if (predicate.test(message)) {
                    found.add(message);
                }
            }
        }
        return found;
    }
}
