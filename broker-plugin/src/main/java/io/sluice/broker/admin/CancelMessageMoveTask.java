package io.sluice.broker.admin;

import io.sluice.broker.redrive.MoveProgress;
import io.sluice.broker.redrive.TaskHandle;
import java.util.Map;
import java.util.Optional;

/** Ends a running task; what it has moved stays moved (SEMANTICS 1.7). Field: {@code taskHandle}. */
public final class CancelMessageMoveTask {

    public static final String ACTION = "CancelMessageMoveTask";

    private static final String HANDLE = "taskHandle";

    private final MessageMoves moves;

    /** @param moves as the caller may use them */
    public CancelMessageMoveTask(MessageMoves moves) {
        this.moves = moves;
    }

    public ControlReply perform(ControlRequest request) {
        String text = request.field(HANDLE);
        if (text == null) {
            return ControlRequest.missing(HANDLE);
        }
        Optional<TaskHandle> handle = TaskHandle.parse(text);
        if (handle.isEmpty()) {
            return new ControlReply.Refused(
                    ErrorCode.INVALID_PARAMETER_VALUE, "Value for parameter " + HANDLE + " is invalid.");
        }
        Optional<MoveProgress> task = moves.find(handle.get().taskId());
        String source =
                task.map(found -> found.request().source()).orElse(handle.get().source());
        if (!moves.mayReceive(source)) {
            return StartMessageMoveTask.denied("receive from", source);
        }
        if (task.isEmpty()) {
            return new ControlReply.Refused(ErrorCode.RESOURCE_NOT_FOUND, "Task does not exist.");
        }
        return moves.cancel(task.get().id())
                .<ControlReply>map(cancelled -> new ControlReply.Done(Map.of(
                        "action", ACTION, "approximateNumberOfMessagesMoved", String.valueOf(cancelled.totalMoved()))))
                .orElseGet(() -> new ControlReply.Refused(
                        ErrorCode.UNSUPPORTED_OPERATION,
                        "Only a running task can be cancelled; this one is "
                                + task.get().status() + "."));
    }
}
