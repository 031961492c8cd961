package io.sluice.broker.artemis.redrive;

import io.sluice.broker.artemis.QueueInternals;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.activemq.artemis.core.paging.PagedMessage;
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
 * Pages are read one by one; memory does not grow with the queue.
 *
 * <p>A page whose messages are all acknowledged is deleted, and with it the notes of which of them are taken. So the page
 * that the walk is in is held, and before something that was taken can be acknowledged the queue's own place in the pages
 * is moved beyond it: otherwise the queue would bring it into memory a second time.
 *
 * <p>To be used on the executor of the queue's paging store, which also deletes pages and brings them into memory.
 */
final class WaitingMessages implements AutoCloseable {

    private static final int LONGEST_STEP = 1_000;
    private static final long NO_PAGE = -1;

    private final QueueImpl queue;
    private final LinkedListIterator<MessageReference> memory;
    private @Nullable PageIterator pages;
    private long page = NO_PAGE;
    private int messageInPage;
    private Runnable release = () -> {};

    WaitingMessages(QueueImpl queue) {
        this.queue = queue;
        // what has only just arrived is not in the list before
        queue.flushExecutor();
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
        PageSubscription subscription = queue.getPageSubscription();
        if (pages == null && subscription != null && subscription.isPaging()) {
            pages = subscription.iterator();
        }
        if (pages == null) {
            return false;
        }
        boolean more = advance(pages, visitor);
        QueueInternals.passTaken(queue);
        return more;
    }

    private boolean advance(PageIterator iterator, Visitor visitor) {
        for (int seen = 0; seen < LONGEST_STEP && !visitor.isFull(); seen++) {
            if (!iterator.hasNext()) {
                return false;
            }
            PagedReference reference = iterator.next();
            boolean isInOrder = moveTo(reference.getPagedMessage());
            if (isInOrder && !QueueInternals.isTaken(reference) && visitor.takes(reference)) {
                iterator.remove();
                reference.handled();
            }
        }
        return true;
    }

    /**
     * Moves the walk on.
     *
     * @return false for a message that the walk has passed before its transaction was committed; the queue itself brings
     *     it into memory, where another walk finds it
     */
    private boolean moveTo(PagedMessage message) {
        if (message.getPageNumber() == page) {
            boolean isNext = message.getMessageNumber() > messageInPage;
            messageInPage = Math.max(messageInPage, message.getMessageNumber());
            return isNext;
        }
        if (message.getPageNumber() < page) {
            return false;
        }
        release.run();
        release = QueueInternals.holdPage(queue.getPageSubscription(), message.getPageNumber());
        page = message.getPageNumber();
        messageInPage = message.getMessageNumber();
        return true;
    }

    @Override
    public void close() {
        memory.close();
        if (pages != null) {
            pages.close();
        }
        release.run();
    }
}
