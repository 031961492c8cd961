package io.sluice.broker.redrive;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * All there is to know of a {@link MoveTask} at one moment; what is stored and shown.
 *
 * @param id unique among the tasks of the broker
 * @param newestMessage the broker's number of the newest message that was there when the task started; what comes to the
 *     dead-letter queue later has a higher one and is not moved
 * @param toMove messages in the dead-letter queue when the task started, whether or not they match the filter
 * @param moved messages moved, by destination; of a dry run, those that would be
 * @param staying messages that were looked at and stay, by reason
 * @param end empty while the task is active
 */
public record MoveProgress(
        String id,
        MoveRequest request,
        MoveStarter starter,
        long newestMessage,
        Instant started,
        MoveStatus status,
        long toMove,
        Map<String, Long> moved,
        Map<StayReason, Long> staying,
        Optional<End> end) {

    /** How a task ended. @param failure empty unless the status is FAILED */
    public record End(Instant time, Optional<String> failure) {}

    public MoveProgress {
        moved = Map.copyOf(moved);
        staying = Map.copyOf(staying);
    }

    /** A task that begins now. */
    public static MoveProgress begin(
            String id, MoveRequest request, MoveStarter starter, long newestMessage, Instant now, long toMove) {
        return new MoveProgress(
                id,
                request,
                starter,
                newestMessage,
                now,
                MoveStatus.RUNNING,
                toMove,
                Map.of(),
                Map.of(),
                Optional.empty());
    }

    /** When the task ended; empty while it is active. */
    public Optional<Instant> ended() {
        return end.map(End::time);
    }

    /** Why the task failed; empty unless it did. */
    public Optional<String> failure() {
        return end.flatMap(End::failure);
    }

    /** Messages moved to all destinations together. */
    public long totalMoved() {
        return moved.values().stream().mapToLong(Long::longValue).sum();
    }
}
