package io.sluice.broker.artemis.redrive;

import io.sluice.broker.admin.CancelMessageMoveTask;
import io.sluice.broker.admin.ControlReply;
import io.sluice.broker.admin.ControlRequest;
import io.sluice.broker.admin.ListMessageMoveTasks;
import io.sluice.broker.admin.MessageMoves;
import io.sluice.broker.admin.StartMessageMoveTask;
import io.sluice.broker.artemis.management.ReplyJson;
import java.util.HashMap;
import java.util.Map;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.logs.AuditLogger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Move tasks in JMX, and with it in Jolokia and the console. */
public final class RedriveControl implements RedriveControlMBean {

    private static final Logger LOGGER = LoggerFactory.getLogger(RedriveControl.class);

    private final MoveTasks tasks;

    private RedriveControl(MoveTasks tasks) {
        this.tasks = tasks;
    }

    /** Registers it beside the broker's own controls; no effect in a broker without management. */
    public static void register(ActiveMQServer server, MoveTasks tasks) {
        MBeanServer beans = server.getMBeanServer();
        if (beans == null || !server.getConfiguration().isJMXManagementEnabled()) {
            return;
        }
        unregister(server);
        try {
            beans.registerMBean(
                    new StandardMBean(new RedriveControl(tasks), RedriveControlMBean.class), nameIn(server));
        } catch (JMException e) {
            LOGGER.warn("move tasks cannot be managed by JMX", e);
        }
    }

    /** Takes it out again. */
    public static void unregister(ActiveMQServer server) {
        MBeanServer beans = server.getMBeanServer();
        try {
            if (beans != null && beans.isRegistered(nameIn(server))) {
                beans.unregisterMBean(nameIn(server));
            }
        } catch (JMException e) {
            LOGGER.debug("the control of move tasks could not be taken out of JMX", e);
        }
    }

    private static ObjectName nameIn(ActiveMQServer server) throws JMException {
        String broker = ObjectName.quote(server.getConfiguration().getName());
        return new ObjectName(
                server.getConfiguration().getJMXDomain() + ":broker=" + broker + ",component=sluice-redrive");
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
        return answer(
                new StartMessageMoveTask(moves()).perform(new ControlRequest(StartMessageMoveTask.ACTION, fields)));
    }

    @Override
    public String listMessageMoveTasks(String source, int maxResults) {
        Map<String, String> fields = new HashMap<>(Map.of("maxResults", String.valueOf(maxResults)));
        put(fields, "source", source);
        return answer(
                new ListMessageMoveTasks(moves()).perform(new ControlRequest(ListMessageMoveTasks.ACTION, fields)));
    }

    @Override
    public String cancelMessageMoveTask(String taskHandle) {
        Map<String, String> fields = new HashMap<>();
        put(fields, "taskHandle", taskHandle);
        return answer(
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

    private static String answer(ControlReply reply) {
        if (reply instanceof ControlReply.Refused refused) {
            throw new IllegalArgumentException(refused.error().code() + ": " + refused.message());
        }
        return ReplyJson.of(reply);
    }
}
