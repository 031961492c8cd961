package io.sluice.broker.artemis.redrive;

import io.sluice.broker.admin.CancelMessageMoveTask;
import io.sluice.broker.admin.ControlRequest;
import io.sluice.broker.admin.ListMessageMoveTasks;
import io.sluice.broker.admin.MessageMoves;
import io.sluice.broker.admin.StartMessageMoveTask;
import io.sluice.broker.artemis.management.JmxControls;
import java.util.HashMap;
import java.util.Map;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.logs.AuditLogger;
import org.jspecify.annotations.Nullable;

/** Move tasks in JMX, and with it in Jolokia and the console. */
public final class RedriveControl implements RedriveControlMBean {

    private static final String COMPONENT = "sluice-redrive";

    private final MoveTasks tasks;

    private RedriveControl(MoveTasks tasks) {
        this.tasks = tasks;
    }

    /** Registers it; no effect in a broker without management. */
    public static void register(ActiveMQServer server, MoveTasks tasks) {
        JmxControls.register(server, COMPONENT, new RedriveControl(tasks), RedriveControlMBean.class);
    }

    /** Takes it out again. */
    public static void unregister(ActiveMQServer server) {
        JmxControls.unregister(server, COMPONENT);
    }

    @Override
    public String startMessageMoveTask(
            String source, String destination, int maxNumberOfMessagesPerSecond, String filter, boolean dryRun) {
        Map<String, String> fields = new HashMap<>(Map.of("dryRun", String.valueOf(dryRun)));
        put(fields, "source", source);
        put(fields, "destination", destination);
        put(fields, "filter", filter);
        if (maxNumberOfMessagesPerSecond != 0) {
            fields.put("maxNumberOfMessagesPerSecond", String.valueOf(maxNumberOfMessagesPerSecond));
        }
        return JmxControls.answer(
                new StartMessageMoveTask(moves()).perform(new ControlRequest(StartMessageMoveTask.ACTION, fields)));
    }

    @Override
    public String listMessageMoveTasks(String source, int maxResults) {
        Map<String, String> fields = new HashMap<>(Map.of("maxResults", String.valueOf(maxResults)));
        put(fields, "source", source);
        return JmxControls.answer(
                new ListMessageMoveTasks(moves()).perform(new ControlRequest(ListMessageMoveTasks.ACTION, fields)));
    }

    @Override
    public String cancelMessageMoveTask(String taskHandle) {
        Map<String, String> fields = new HashMap<>();
        put(fields, "taskHandle", taskHandle);
        return JmxControls.answer(
                new CancelMessageMoveTask(moves()).perform(new ControlRequest(CancelMessageMoveTask.ACTION, fields)));
    }

    /** Clients of JMX and Jolokia pass null for a parameter that they leave out. */
    private static void put(Map<String, String> fields, String name, @Nullable String value) {
        if (value != null) {
            fields.put(name, value);
        }
    }

    private MessageMoves moves() {
        return tasks.asOperator(AuditLogger.getCaller());
    }
}
