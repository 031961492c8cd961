package io.sluice.broker.artemis.queue;

import org.jspecify.annotations.Nullable;

/**
 * Decides for a {@link RecordQueue} which of its consumers gets which record, and is told what becomes of it. A consumer is an
 * object that is told apart by its identity.
 *
 * <p>All methods are called under the monitor of the queue, which is therefore the lock of whoever implements this; they only
 * note what happened and never call out.
 */
public interface RecordOrder {

    void joined(Object consumer);

    void left(Object consumer);

    /** Whether this consumer may be given this record now. Changes nothing. */
    boolean admits(Object consumer, RecordReference record);

    /** Whether everything in front of this record is processed. */
    boolean isLowest(RecordReference record);

    void delivered(Object consumer, RecordReference record);

    /**
     * A record has left the queue for good: acknowledged, dead letter, taken out, or of no interest.
     *
     * @param consumer who had it last; null if nobody had
     */
    void done(@Nullable Object consumer, RecordReference record);

    /** A record is in the queue again. */
    void returned(Object consumer, RecordReference record);

    /** A consumer has settled nothing for the visibility timeout. */
    void hangs(Object consumer);

    /** A consumer has settled something, if only too late. */
    void showsLife(Object consumer);
}
