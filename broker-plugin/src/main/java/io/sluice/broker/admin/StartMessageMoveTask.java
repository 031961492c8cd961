package io.sluice.broker.admin;

import io.sluice.broker.redrive.MoveProgress;
import io.sluice.broker.redrive.MoveRequest;
import io.sluice.broker.redrive.TaskHandle;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Moves the messages of a dead-letter queue back (SEMANTICS 1.7, CONTRACT 7).
 *
 * <p>Fields: {@code source}; optional {@code destination}, {@code maxNumberOfMessagesPerSecond} from 1 to 500,
 * {@code filter} (a selector), {@code dryRun}.
 */
public final class StartMessageMoveTask {

    public static final String ACTION = "StartMessageMoveTask";

    static final String SOURCE = "source";
    private static final String DESTINATION = "destination";
    private static final String RATE = "maxNumberOfMessagesPerSecond";
    private static final String FILTER = "filter";
    private static final String DRY_RUN = "dryRun";

    private final MessageMoves moves;

    /** @param moves as the caller may use them */
    public StartMessageMoveTask(MessageMoves moves) {
        this.moves = moves;
    }

    public ControlReply perform(ControlRequest request) {
        String source = request.field(SOURCE);
        if (source == null) {
            return ControlRequest.missing(SOURCE);
        }
        ControlReply.Refused refusal = refusalOf(source);
        if (refusal == null) {
            refusal = refusalOf(source, request.field(DESTINATION));
        }
        return refusal == null ? start(source, request) : refusal;
    }

    private ControlReply.@Nullable Refused refusalOf(String source) {
        if (!moves.mayReceive(source)) {
            return denied("receive from", source);
        }
        if (!moves.exists(source)) {
            return new ControlReply.Refused(
                    ErrorCode.RESOURCE_NOT_FOUND,
                    "The resource that you specified for the source parameter doesn't exist: " + source + ".");
        }
        return moves.isDeadLetterQueue(source)
                ? null
                : ControlReply.invalid(SOURCE, source, "Source queue must be configured as a Dead Letter Queue.");
    }

    private ControlReply.@Nullable Refused refusalOf(String source, @Nullable String destination) {
        if (destination == null) {
            return null;
        }
        if (destination.equals(source)) {
            return ControlReply.invalid(DESTINATION, destination, "Must not be the source.");
        }
        if (!moves.maySend(destination)) {
            return denied("send to", destination);
        }
        return moves.exists(destination)
                ? null
                : new ControlReply.Refused(
                        ErrorCode.RESOURCE_NOT_FOUND,
                        "The resource that you specified for the destination parameter doesn't exist: " + destination
                                + ".");
    }

    static ControlReply.Refused denied(String right, String queue) {
        return new ControlReply.Refused(
                ErrorCode.ACCESS_DENIED, "The caller may not " + right + " queue " + queue + ".");
    }

    private ControlReply start(String source, ControlRequest request) {
        String rateText = request.field(RATE);
        OptionalInt rate = WholeNumber.in(MoveRequest.LOWEST_RATE, MoveRequest.HIGHEST_RATE, rateText);
        if (rateText != null && rate.isEmpty()) {
            return ControlReply.invalid(
                    RATE,
                    rateText,
                    "Must be between " + MoveRequest.LOWEST_RATE + " and " + MoveRequest.HIGHEST_RATE
                            + ", if provided.");
        }
        String dryRun = request.field(DRY_RUN);
        if (dryRun != null && !Set.of("true", "false").contains(dryRun)) {
            return ControlReply.invalid(DRY_RUN, dryRun, "Must be true or false.");
        }
        Optional<String> filter = Optional.ofNullable(request.field(FILTER));
        Optional<String> problem = filter.flatMap(moves::problemOf);
        if (problem.isPresent()) {
            return ControlReply.invalid(FILTER, filter.get(), problem.get());
        }
        MoveRequest move = new MoveRequest(
                source, Optional.ofNullable(request.field(DESTINATION)), rate, filter, "true".equals(dryRun));
        return moves.start(move).map(StartMessageMoveTask::started).orElseGet(StartMessageMoveTask::busy);
    }

    private static ControlReply started(MoveProgress task) {
        return new ControlReply.Done(Map.of(
                "action",
                ACTION,
                "taskHandle",
                new TaskHandle(task.id(), task.request().source()).text(),
                "taskId",
                task.id()));
    }

    private static ControlReply busy() {
        return new ControlReply.Refused(
                ErrorCode.UNSUPPORTED_OPERATION,
                "There is already a task running. Only one active task is allowed for a source queue at a given time.");
    }
}
