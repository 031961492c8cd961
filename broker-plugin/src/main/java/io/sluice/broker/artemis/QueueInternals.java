package io.sluice.broker.artemis;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.activemq.artemis.core.paging.cursor.PageIterator;
import org.apache.activemq.artemis.core.paging.cursor.PageSubscription;
import org.apache.activemq.artemis.core.paging.cursor.PagedReference;
import org.apache.activemq.artemis.core.paging.cursor.impl.PageSubscriptionImpl;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.impl.QueueImpl;
import org.apache.activemq.artemis.utils.SizeAwareMetric;

/**
 * What it takes to walk through a queue of Artemis and take messages out, memory and pages alike. Artemis does it in
 * {@code QueueImpl.iterQueue}, which cannot be used for a long walk: it holds the queue's monitor from begin to end.
 *
 * <table>
 * <caption>What is used and why</caption>
 * <tr><td>{@code QueueImpl.refRemoved}, protected</td><td>the queue's counts must know of a message that was taken out of
 * its list</td></tr>
 * <tr><td>{@code QueueImpl.queueMemorySize}, package-private</td><td>whether Artemis reads pages depends on what it counts there of
 * messages that wait, and those that nobody may receive should not keep it from reading</td></tr>
 * <tr><td>{@code QueueImpl.depageLock}, private</td><td>nobody may bring a page into memory, or walk through the queue as
 * well, while its next message is chosen</td></tr>
 * <tr><td>{@code QueueImpl.pageIterator}, private</td><td>the queue's own place in its pages must be beyond what was taken
 * out of them before these pages are deleted: afterwards nothing tells that they were taken</td></tr>
 * <tr><td>{@code CursorIterator.redeliveries}, private</td><td>the same for messages whose transaction was committed after
 * the queue's own place had come by: they are kept apart, and not looked up again</td></tr>
 * <tr><td>{@code QueueImpl.DeliverRunner}, private</td><td>which task of a queue is its delivery: queues without consumers take turns
 * with it</td></tr>
 * <tr><td>{@code PageSubscriptionImpl.PageCursorInfo}</td><td>a page must not be deleted while somebody reads it</td></tr>
 * </table>
 *
 * Looked up once; a broker without them is refused at start ({@link BrokerInternals#requireKnown}).
 */
public final class QueueInternals {

    private static final MethodHandle REF_REMOVED;
    private static final VarHandle MEMORY_SIZE;
    private static final VarHandle DEPAGE_LOCK;
    private static final VarHandle PAGE_ITERATOR;
    private static final VarHandle LATE;
    private static final Class<?> DELIVERY;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(QueueImpl.class, MethodHandles.lookup());
            REF_REMOVED = lookup.findVirtual(
                    QueueImpl.class, "refRemoved", MethodType.methodType(void.class, MessageReference.class));
            MEMORY_SIZE = lookup.findVarHandle(QueueImpl.class, "queueMemorySize", SizeAwareMetric.class);
            DEPAGE_LOCK = lookup.findVarHandle(QueueImpl.class, "depageLock", ReentrantLock.class);
            Class<?> iterator = Class.forName(PageSubscriptionImpl.class.getName() + "$CursorIterator");
            LATE = MethodHandles.privateLookupIn(iterator, lookup).findVarHandle(iterator, "redeliveries", Queue.class);
            DELIVERY = Class.forName(QueueImpl.class.getName() + "$DeliverRunner");
            PAGE_ITERATOR = lookup.findVarHandle(QueueImpl.class, "pageIterator", PageIterator.class);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(QueueImpl.class.getName() + " has changed", e);
        }
    }

    private QueueInternals() {}

    /** Fails if something is missing. */
    static void requireKnown() {
        // the static initialiser has found everything when this is reached
    }

    /** Counts a message that was taken out of the list of waiting ones. The caller holds the monitor of the queue. */
    public static void countRemoved(QueueImpl queue, MessageReference reference) {
        try {
            REF_REMOVED.invokeExact(queue, reference);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a queue counts of the messages that wait in memory. */
    public static SizeAwareMetric memorySize(QueueImpl queue) {
        return (SizeAwareMetric) MEMORY_SIZE.get(queue);
    }

    /** Whether a task that a queue gives to its executor is to look for something to deliver. */
    public static boolean isDelivery(Runnable task) {
        return task.getClass() == DELIVERY;
    }

    /** Held by whoever brings pages into memory or walks through the whole queue. Comes before the queue's monitor. */
    public static ReentrantLock depageLock(QueueImpl queue) {
        return (ReentrantLock) DEPAGE_LOCK.get(queue);
    }

    /**
     * Has the queue's own place in its pages move on to the first message that nobody has taken. To be called before what
     * was taken is acknowledged, under {@link #depageLock}.
     */
    public static void passTaken(QueueImpl queue) {
        PageIterator own = (PageIterator) PAGE_ITERATOR.get(queue);
        if (own != null) {
            Queue<PagedReference> late = late(own);
            synchronized (late) {
                late.removeIf(QueueInternals::isTaken);
            }
            PageIterator.NextResult result = own.tryNext();
            while (result == PageIterator.NextResult.retry) {
                result = own.tryNext();
            }
        }
    }

    /** Messages that stand in pages and came to an iterator late, because their transaction was open when it came by. */
    @SuppressWarnings("unchecked")
    private static Queue<PagedReference> late(PageIterator iterator) {
        return (Queue<PagedReference>) LATE.get(iterator);
    }

    /** Whether a message in a page was brought into memory, or taken out by somebody. */
    public static boolean isTaken(PagedReference reference) {
        return infoOf(
                        reference.getPagedMessage().getPageNumber(),
                        reference.getQueue().getPageSubscription())
                .isRemoved(reference.getPagedMessage().getMessageNumber());
    }

    private static PageSubscriptionImpl.PageCursorInfo infoOf(long page, PageSubscription pages) {
        return ((PageSubscriptionImpl) pages).getPageInfo(page);
    }

    /** Keeps a page from being deleted until the result is run, once. */
    public static Runnable holdPage(PageSubscription pages, long number) {
        PageSubscriptionImpl.PageCursorInfo page = infoOf(number, pages);
        page.incrementPendingTX();
        return page::decrementPendingTX;
    }
}
