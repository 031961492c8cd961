package io.sluice.broker.artemis.management;

import io.sluice.broker.admin.ChangeMessageVisibility;
import io.sluice.broker.admin.ControlReply;
import io.sluice.broker.admin.ErrorCode;
import io.sluice.broker.artemis.mqtt.MqttMessages;
import io.sluice.broker.artemis.queue.LeasedQueueFactory;
import java.util.concurrent.Executor;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.json.JsonObjectBuilder;
import org.apache.activemq.artemis.utils.JsonLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out control requests, one after the other, and answers them. Thread-safe. */
public final class ControlDesk {

    private static final Logger LOGGER = LoggerFactory.getLogger(ControlDesk.class);
    private static final int INITIAL_BUFFER = 256;
    private static final String STATUS = "status";

    private final ActiveMQServer server;
    private final LeasedQueueFactory queues;
    private final Executor executor;

    public ControlDesk(ActiveMQServer server, LeasedQueueFactory queues) {
        this.server = server;
        this.queues = queues;
        this.executor = server.getExecutorFactory().getExecutor();
    }

    void take(IncomingRequest incoming) {
        executor.execute(() -> answer(incoming, perform(incoming)));
    }

    private ControlReply perform(IncomingRequest incoming) {
        String action = incoming.request().action();
        if (!action.equals(ChangeMessageVisibility.ACTION)) {
            return new ControlReply.Refused(
                    ErrorCode.INVALID_ACTION,
                    "The action " + action + " is not valid; allowed is " + ChangeMessageVisibility.ACTION + ".");
        }
        try {
            return new ChangeMessageVisibility(new CallerView(server, queues, incoming.sender()))
                    .perform(incoming.request());
        } catch (RuntimeException e) {
            LOGGER.error("control request {} failed", action, e);
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
        JsonObjectBuilder body = JsonLoader.createObjectBuilder();
        reply.body().forEach(body::add);
        message.getBodyBuffer()
                .writeNullableSimpleString(SimpleString.of(body.build().toString()));
        server.getPostOffice().route(message, false);
    }
}
