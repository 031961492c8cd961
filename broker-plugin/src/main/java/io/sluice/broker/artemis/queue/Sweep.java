package io.sluice.broker.artemis.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.utils.collections.LinkedListIterator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Walks once through the messages that wait in a queue and removes those that must not be delivered any more, in slices
 * so that deliveries go on in between. Runs on the queue's executor.
 */
final class Sweep {

    private static final Logger LOGGER = LoggerFactory.getLogger(Sweep.class);
    private static final int SLICE = 1_000;

    private final LeasedQueue queue;
    private final Predicate<MessageReference> isDue;

    Sweep(LeasedQueue queue, Predicate<MessageReference> isDue) {
        this.queue = queue;
        this.isDue = isDue;
    }

    void run() {
        try (LinkedListIterator<MessageReference> waiting = queue.iterator()) {
            boolean more = true;
            while (more) {
                List<MessageReference> due = new ArrayList<>();
                more = takeSlice(waiting, due);
                due.forEach(this::discard);
            }
        }
    }

    private boolean takeSlice(LinkedListIterator<MessageReference> waiting, List<MessageReference> due) {
        synchronized (queue) {
            for (int seen = 0; seen < SLICE; seen++) {
                if (!waiting.hasNext()) {
                    return false;
                }
                MessageReference reference = waiting.next();
                if (isDue.test(reference)) {
                    waiting.remove();
                    queue.taken(reference);
                    due.add(reference);
                }
            }
            return true;
        }
    }

    private void discard(MessageReference reference) {
        try {
            queue.removals().discard(reference);
        } catch (Exception e) {
            LOGGER.error(
                    "message {} of queue {} could not be removed; it is tried again after a restart",
                    reference.getMessageID(),
                    queue.label(),
                    e);
        }
    }
}
