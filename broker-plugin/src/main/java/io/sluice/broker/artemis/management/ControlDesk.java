package io.sluice.broker.artemis.management;

import io.sluice.broker.admin.ChangeMessageVisibility;
import io.sluice.broker.admin.ControlReply;
import io.sluice.broker.admin.ControlRequest;
import io.sluice.broker.admin.ErrorCode;
import io.sluice.broker.artemis.mqtt.MqttMessages;
import io.sluice.broker.artemis.queue.LeasedQueueFactory;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.ServerSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out control requests and answers them: one after the other, but those that may wait apart from all others.
 * Thread-safe.
 */
public final class ControlDesk {

    private static final Logger LOGGER = LoggerFactory.getLogger(ControlDesk.class);
    private static final int INITIAL_BUFFER = 256;
    private static final String STATUS = "status";

    private final ActiveMQServer server;
    private final Map<String, Action> actions;
    private final Set<String> waiting;
    private final Executor executor;
    private final Executor waitingExecutor;

    /**
     * @param actions what can be asked for, by name
     * @param waiting the names of those that may wait for something
     */
    public ControlDesk(ActiveMQServer server, Map<String, Action> actions, Set<String> waiting) {
        this.server = server;
        this.actions = new TreeMap<>(actions);
        this.waiting = Set.copyOf(waiting);
        this.executor = server.getExecutorFactory().getExecutor();
        this.waitingExecutor = server.getExecutorFactory().getExecutor();
    }

    /** Carries out one kind of request. */
    @FunctionalInterface
    public interface Action {

        /** @param sender whose rights count */
        ControlReply perform(ControlRequest request, ServerSession sender);
    }

    /** What can be asked for about leases. */
    public static Map<String, Action> leaseActions(ActiveMQServer server, LeasedQueueFactory queues) {
        return Map.of(
                ChangeMessageVisibility.ACTION,
                (request, sender) ->
                        new ChangeMessageVisibility(new CallerView(server, queues, sender)).perform(request));
    }

    void take(IncomingRequest incoming) {
        boolean mayWait = waiting.contains(incoming.request().action());
        (mayWait ? waitingExecutor : executor).execute(() -> answer(incoming, perform(incoming)));
    }

    private ControlReply perform(IncomingRequest incoming) {
        String name = incoming.request().action();
        Action action = actions.get(name);
        if (action == null) {
            return new ControlReply.Refused(
                    ErrorCode.INVALID_ACTION,
                    "The action " + name + " is not valid; allowed is " + String.join(", ", actions.keySet()) + ".");
        }
        try {
            return action.perform(incoming.request(), incoming.sender());
        } catch (RuntimeException e) {
            LOGGER.error("control request {} failed", name, e);
            return new ControlReply.Refused(ErrorCode.INTERNAL_FAILURE, "The request failed inside the broker.");
        }
    }

    private void answer(IncomingRequest incoming, ControlReply reply) {
        String replyTo = incoming.replyTo();
        if (replyTo == null) {
            if (reply instanceof ControlReply.Refused refused) {
                LOGGER.warn(
                        "control request {} without a reply address was refused: {} {}",
                        incoming.request().action(),
                        refused.error().code(),
                        refused.message());
            }
            return;
        }
        try {
            send(incoming, replyTo, reply);
        } catch (Exception e) {
            LOGGER.warn(
                    "the reply to control request {} could not be sent to {}: {}",
                    incoming.request().action(),
                    replyTo,
                    e.getMessage());
        }
    }

    private void send(IncomingRequest incoming, String replyTo, ControlReply reply) throws Exception {
        SimpleString address = SimpleString.of(replyTo);
        Queue target = server.locateQueue(address);
        if (target == null || !target.isTemporary()) {
            server.getSecurityStore().check(address, CheckType.SEND, incoming.sender());
        }
        CoreMessage message = new CoreMessage(server.getStorageManager().generateID(), INITIAL_BUFFER);
        message.setType(Message.TEXT_TYPE);
        message.setAddress(address);
        message.setDurable(false);
        message.setTimestamp(System.currentTimeMillis());
        if (incoming.correlationId() instanceof IncomingRequest.MqttCorrelation correlation) {
            MqttMessages.answer(message, correlation.data(), STATUS, reply.status());
        } else {
            message.setCorrelationID(incoming.correlationId());
        }
        message.putStringProperty(STATUS, reply.status());
        message.getBodyBuffer().writeNullableSimpleString(SimpleString.of(ReplyJson.of(reply)));
        server.getPostOffice().route(message, false);
    }
}
