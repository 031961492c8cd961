package io.sluice.broker.artemis;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.impl.QueueImpl;

/**
 * What it takes to walk through a queue of Artemis and take messages out, memory and pages alike. Artemis does it in
 * {@code QueueImpl.iterQueue}, which cannot be used for a long walk: it holds the queue's monitor from begin to end.
 *
 * <table>
 * <caption>What is used and why</caption>
 * <tr><td>{@code QueueImpl.refRemoved}, protected</td><td>the queue's counts must know of a message that was taken out of
 * its list</td></tr>
 * <tr><td>{@code QueueImpl.depageLock}, private</td><td>nobody may bring a page into memory, or walk through the queue as
 * well, while its next message is chosen</td></tr>
 * </table>
 *
 * Looked up once; a broker without them is refused at start ({@link BrokerInternals#requireKnown}).
 */
public final class QueueInternals {

    private static final MethodHandle REF_REMOVED;
    private static final VarHandle DEPAGE_LOCK;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(QueueImpl.class, MethodHandles.lookup());
            REF_REMOVED = lookup.findVirtual(
                    QueueImpl.class, "refRemoved", MethodType.methodType(void.class, MessageReference.class));
            DEPAGE_LOCK = lookup.findVarHandle(QueueImpl.class, "depageLock", ReentrantLock.class);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "Sluice cannot work in this version of Artemis: " + QueueImpl.class.getName() + " has changed", e);
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

    /** Held by whoever brings pages into memory or walks through the whole queue. Comes before the queue's monitor. */
    public static ReentrantLock depageLock(QueueImpl queue) {
        return (ReentrantLock) DEPAGE_LOCK.get(queue);
    }
}
