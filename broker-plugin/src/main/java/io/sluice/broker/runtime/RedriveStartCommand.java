package io.sluice.broker.runtime;

import io.sluice.broker.artemis.client.ControlAnswer;
import io.sluice.broker.artemis.client.ControlConnection;
import io.sluice.broker.artemis.client.ControlException;
import io.sluice.broker.runtime.client.BrokerOptions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice redrive start}: begins a task and shows how far it is until it ends. */
@Command(
        name = "start",
        description = {
            "Moves the messages of a dead-letter queue back to the queues they came from.",
            "The task runs in the broker: it goes on if this command is stopped, and after a restart of the broker."
        })
final class RedriveStartCommand implements Callable<Integer> {

    private static final int FAILED = 1;
    private static final long LOOK_MILLIS = 500;

    @Parameters(paramLabel = "QUEUE", description = "The dead-letter queue.")
    private String source = "";

    @Option(names = "--to", paramLabel = "QUEUE", description = "Move all messages to this queue instead.")
    private @Nullable String destination;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Messages per second, 1 to 500 (default: as fast as it goes).")
    private @Nullable String rate;

    @Option(names = "--filter", paramLabel = "SELECTOR", description = "Move only messages that match.")
    private @Nullable String filter;

    @Option(names = "--dry-run", description = "Only count what would be moved, and where.")
    private boolean dryRun;

    @Option(names = "--no-wait", description = "Do not wait for the end.")
    private boolean isNotWaiting;

    @Mixin
    private BrokerOptions options = new BrokerOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        RedriveReport report = new RedriveReport(
                spec.commandLine().getOut(), spec.commandLine().getErr(), options.isJson());
        try (ControlConnection broker = options.connect()) {
            ControlAnswer started = broker.ask("StartMessageMoveTask", fields());
            report.show(started);
            if (!started.isOk()) {
                return FAILED;
            }
            return isNotWaiting ? 0 : await(broker, started.text("taskId"), report);
        } catch (ControlException e) {
            report.failed(e);
            return FAILED;
        }
    }

    private Map<String, Object> fields() {
        Map<String, Object> fields = new HashMap<>(Map.of("source", source, "dryRun", dryRun));
        put(fields, "destination", destination);
        put(fields, "maxNumberOfMessagesPerSecond", rate);
        put(fields, "filter", filter);
        return fields;
    }

    private static void put(Map<String, Object> fields, String name, @Nullable String value) {
        if (value != null) {
            fields.put(name, value);
        }
    }

    private int await(ControlConnection broker, String taskId, RedriveReport report)
            throws ControlException, InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        while (true) {
            ControlAnswer list = broker.ask("ListMessageMoveTasks", Map.of("source", source, "maxResults", 10));
            Map<?, ?> task = find(list, taskId);
            if (task == null) {
                report.show(list);
                return FAILED;
            }
            if (task.containsKey("endedTimestamp")) {
                report.ended(task);
                return "COMPLETED".equals(task.get("status")) ? 0 : FAILED;
            }
            report.progress(task);
            if (never.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                return FAILED;
            }
        }
    }

    private static @Nullable Map<?, ?> find(ControlAnswer list, String taskId) {
        if (list.body().get("results") instanceof List<?> tasks) {
            for (Object task : tasks) {
                if (task instanceof Map<?, ?> found && taskId.equals(found.get("taskId"))) {
                    return found;
                }
            }
        }
        return null;
    }
}
