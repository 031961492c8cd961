package io.sluice.broker.artemis.redrive;

import io.sluice.broker.artemis.QueueInternals;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.activemq.artemis.core.paging.cursor.PageIterator;
import org.apache.activemq.artemis.core.paging.cursor.PageSubscription;
import org.apache.activemq.artemis.core.paging.cursor.PagedReference;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.impl.QueueImpl;
import org.apache.activemq.artemis.utils.collections.LinkedListIterator;
import org.jspecify.annotations.Nullable;

/**
 * One walk through the messages that wait in a queue, in memory and then in its pages, in order and a few at a time. What
 * consumers hold, and what is scheduled for later, is not among them.
 *
 * <p>Each step is taken under the lock that keeps pages from being brought into memory meanwhile. What was brought in
 * between two steps stands at the end of the list in memory, so it is found there before the walk goes on in the pages.
 * Pages are read one by one; memory does not grow with the queue. Used by one thread at a time.
 */
final class WaitingMessages implements AutoCloseable {

    private static final int LONGEST_STEP = 1_000;

    private final QueueImpl queue;
    private final LinkedListIterator<MessageReference> memory;
    private @Nullable PageIterator pages;

    WaitingMessages(QueueImpl queue) {
        this.queue = queue;
        this.memory = queue.iterator();
    }

    /** Says what happens to the messages of one step. */
    interface Visitor {

        /** Whether this message is to be taken out of the queue. */
        boolean takes(MessageReference reference);

        /** Whether the step ends here. */
        boolean isFull();
    }

    /** How a step ended. */
    enum Step {
        /** Somebody else walks through the queue. */
        BUSY,
        /** There may be more. */
        MORE,
        /** The end of the queue is reached. */
        END
    }

    /** Shows the next messages to the visitor. */
    Step advance(Visitor visitor) {
        ReentrantLock lock = QueueInternals.depageLock(queue);
        if (!lock.tryLock()) {
            return Step.BUSY;
        }
        try {
            return advanceInMemory(visitor) || advanceInPages(visitor) ? Step.MORE : Step.END;
        } finally {
            lock.unlock();
        }
    }

    private boolean advanceInMemory(Visitor visitor) {
        synchronized (queue) {
            for (int seen = 0; seen < LONGEST_STEP && !visitor.isFull(); seen++) {
                if (!memory.hasNext()) {
                    return false;
                }
                MessageReference reference = memory.next();
                if (visitor.takes(reference)) {
                    memory.remove();
                    QueueInternals.countRemoved(queue, reference);
                    reference.handled();
                }
            }
            return true;
        }
    }

    private boolean advanceInPages(Visitor visitor) {
        PageIterator iterator = pages();
        if (iterator == null) {
            return false;
        }
        for (int seen = 0; seen < LONGEST_STEP && !visitor.isFull(); seen++) {
            if (!iterator.hasNext()) {
                return false;
            }
            PagedReference reference = iterator.next();
            if (visitor.takes(reference)) {
                iterator.remove();
                reference.handled();
            }
        }
        return true;
    }

    private @Nullable PageIterator pages() {
        if (pages == null) {
            PageSubscription subscription = queue.getPageSubscription();
            if (subscription != null && subscription.isPaging()) {
                pages = subscription.iterator();
            }
        }
        return pages;
    }

    @Override
    public void close() {
        memory.close();
        if (pages != null) {
            pages.close();
        }
    }
}
