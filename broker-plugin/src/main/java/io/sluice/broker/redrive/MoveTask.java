package io.sluice.broker.redrive;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Moves the messages of one dead-letter queue: what was asked, how far it is, how it ended.
 *
 * <pre>
 * RUNNING ──▶ COMPLETED
 *    │  └───▶ FAILED ◀──┐
 *    └──▶ CANCELLING ───┴──▶ CANCELLED
 * </pre>
 *
 * <p>The messages themselves are the truth: a task that is interrupted and goes on later moves what is still there. The
 * counts are for people, and may lack what was moved just before a crash. Thread-safe: one thread moves, others look and
 * cancel. A jump of the wall clock shows in the times of start and end only.
 */
public final class MoveTask {

    private final MoveProgress begin;
    private final Map<String, Long> moved;
    private final Map<StayReason, Long> staying = new EnumMap<>(StayReason.class);
    private MoveStatus status;
    private @Nullable Instant ended;
    private @Nullable String failure;

    /** @param from how it begins, or how far it was when it was stored */
    public MoveTask(MoveProgress from) {
        this.begin = from;
        this.moved = new TreeMap<>(from.moved());
        this.staying.putAll(from.staying());
        this.status = from.status();
        this.ended = from.ended().orElse(null);
        this.failure = from.failure().orElse(null);
    }

    public String id() {
        return begin.id();
    }

    public MoveRequest request() {
        return begin.request();
    }

    public MoveStarter starter() {
        return begin.starter();
    }

    /** Whether a message was there when the task started. */
    public boolean covers(long messageNumber) {
        return messageNumber <= begin.newestMessage();
    }

    public synchronized MoveStatus status() {
        return status;
    }

    public synchronized MoveProgress progress() {
        return new MoveProgress(
                begin.id(),
                begin.request(),
                begin.starter(),
                begin.newestMessage(),
                begin.started(),
                status,
                begin.toMove(),
                moved,
                staying,
                Optional.ofNullable(ended).map(time -> new MoveProgress.End(time, Optional.ofNullable(failure))));
    }

    /** The queue is looked through from its beginning (again): what stays is counted anew. */
    public synchronized void passBegins() {
        staying.clear();
        if (begin.request().dryRun()) {
            moved.clear();
        }
    }

    /** Messages are stored at their destination, and gone from the source. */
    public synchronized void moved(String destination, long messages) {
        requireActive();
        moved.merge(destination, messages, Long::sum);
    }

    /** One message stays. */
    public synchronized void stays(StayReason reason) {
        requireActive();
        staying.merge(reason, 1L, Long::sum);
    }

    /** Asks for the end. @return false if the task is not running */
    public synchronized boolean cancel() {
        if (status != MoveStatus.RUNNING) {
            return false;
        }
        status = MoveStatus.CANCELLING;
        return true;
    }

    /** Everything was looked at, or the end that was asked for is reached. */
    public synchronized void finish(Instant now) {
        requireActive();
        status = status == MoveStatus.CANCELLING ? MoveStatus.CANCELLED : MoveStatus.COMPLETED;
        ended = now;
    }

    /** It cannot go on. @param reason an error code, or a sentence for the operator */
    public synchronized void fail(String reason, Instant now) {
        requireActive();
        status = MoveStatus.FAILED;
        failure = reason;
        ended = now;
    }

    private void requireActive() {
        if (!status.isActive()) {
            throw new IllegalStateException("task " + begin.id() + " is " + status + " and moves nothing any more");
        }
    }
}
