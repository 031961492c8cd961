package io.sluice.broker.admin;

import io.sluice.broker.redrive.MoveProgress;
import io.sluice.broker.redrive.MoveRequest;
import io.sluice.broker.redrive.MoveTaskLog;
import io.sluice.broker.redrive.TaskHandle;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * The tasks of a dead-letter queue, newest first (SEMANTICS 1.7).
 *
 * <p>Fields: {@code source}; optional {@code maxResults} from 1 to 10, default 1.
 */
public final class ListMessageMoveTasks {

    public static final String ACTION = "ListMessageMoveTasks";

    private static final String SOURCE = StartMessageMoveTask.SOURCE;
    private static final String MAXIMUM = "maxResults";

    private final MessageMoves moves;

    /** @param moves as the caller may use them */
    public ListMessageMoveTasks(MessageMoves moves) {
        this.moves = moves;
    }

    public ControlReply perform(ControlRequest request) {
        String source = request.field(SOURCE);
        if (source == null) {
            return ControlRequest.missing(SOURCE);
        }
        if (!moves.mayReceive(source)) {
            return StartMessageMoveTask.denied("receive from", source);
        }
        String maximumText = request.fields().getOrDefault(MAXIMUM, "1");
        OptionalInt maximum = WholeNumber.in(1, MoveTaskLog.KEPT_PER_SOURCE, maximumText);
        if (maximum.isEmpty()) {
            return ControlReply.invalid(
                    MAXIMUM, maximumText, "Must be between 1 and " + MoveTaskLog.KEPT_PER_SOURCE + ", if provided.");
        }
        return new ControlReply.Done(Map.of(
                "action",
                ACTION,
                "results",
                moves.list(source, maximum.getAsInt()).stream()
                        .map(ListMessageMoveTasks::described)
                        .toList()));
    }

    private static Map<String, Object> described(MoveProgress task) {
        MoveRequest request = task.request();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("taskId", task.id());
        if (task.status().isActive()) {
            fields.put("taskHandle", new TaskHandle(task.id(), request.source()).text());
        }
        fields.put("status", task.status().name());
        fields.put(SOURCE, request.source());
        request.destination().ifPresent(queue -> fields.put("destination", queue));
        request.messagesPerSecond().ifPresent(rate -> fields.put("maxNumberOfMessagesPerSecond", rate));
        request.filter().ifPresent(filter -> fields.put("filter", filter));
        fields.put("dryRun", request.dryRun());
        fields.put("approximateNumberOfMessagesMoved", request.dryRun() ? 0 : task.totalMoved());
        fields.put("approximateNumberOfMessagesToMove", task.toMove());
        fields.put("destinations", new TreeMap<>(task.moved()));
        Map<String, Long> staying = new TreeMap<>();
        task.staying().forEach((reason, count) -> staying.put(reason.label(), count));
        fields.put("staying", staying);
        fields.put("startedBy", task.starter().user());
        fields.put("startedTimestamp", task.started().toEpochMilli());
        task.ended().ifPresent(ended -> fields.put("endedTimestamp", ended.toEpochMilli()));
        task.failure().ifPresent(failure -> fields.put("failureReason", failure));
        return fields;
    }
}
