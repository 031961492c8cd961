package io.sluice.broker.artemis.queue;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.jspecify.annotations.Nullable;

/**
 * The groups of messages that are on their way into a FIFO queue, from the thread that routes a message to the one that gives it its place
 * when it is on disk. That one would have to fetch the message from memory to ask it again: by then, thousands of others were stored.
 *
 * <p>A message is forgotten when it is asked for, or when another one comes {@value #PLACES} ids later. Thread-safe.
 */
final class KnownGroups {

    static final int PLACES = 2_048;

    private record Known(long messageId, SimpleString group) {}

    /** Most queues of a broker get no messages for a long time. */
    private volatile @Nullable AtomicReferenceArray<@Nullable Known> places;

    void note(long messageId, SimpleString group) {
        AtomicReferenceArray<@Nullable Known> noted = places;
        if (noted == null) {
            noted = new AtomicReferenceArray<>(PLACES);
            places = noted; // what another thread has noted in between is forgotten
        }
        noted.setRelease(placeOf(messageId), new Known(messageId, group));
    }

    /** The group of a message; null if it was forgotten. */
    @Nullable
    SimpleString take(long messageId) {
        AtomicReferenceArray<@Nullable Known> noted = places;
        Known known = noted == null ? null : noted.getAcquire(placeOf(messageId));
        if (noted == null || known == null || known.messageId() != messageId) {
            return null;
        }
        noted.setRelease(placeOf(messageId), null); // what another thread notes meanwhile may be forgotten
        return known.group();
    }

    private static int placeOf(long messageId) {
        return (int) messageId & PLACES - 1;
    }
}
