package io.sluice.broker.artemis.management;

import io.sluice.broker.admin.ControlRequest;
import io.sluice.broker.artemis.mqtt.MqttMessages;
import java.util.HashMap;
import java.util.Map;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.WildcardConfiguration;
import org.apache.activemq.artemis.core.server.ServerSession;
import org.jspecify.annotations.Nullable;

/**
 * A request and where its answer goes.
 *
 * @param replyTo address of the answer; null if none is wanted
 * @param correlationId repeated in the answer
 * @param sender whose rights count
 */
record IncomingRequest(
        ControlRequest request,
        @Nullable String replyTo,
        @Nullable Object correlationId,
        ServerSession sender) {

    private static final String ACTION = "action";

    static IncomingRequest of(Message message, ServerSession sender, WildcardConfiguration wildcards) {
        if (MqttMessages.isMqtt(message)) {
            return ofMqtt(message, sender, wildcards);
        }
        Map<String, String> fields = new HashMap<>();
        for (SimpleString name : message.getPropertyNames()) {
            Object value = message.getObjectProperty(name);
            if (value != null) {
                fields.put(name.toString(), value.toString());
            }
        }
        String action = fields.remove(ACTION);
        SimpleString replyTo = message.getReplyTo();
        return new IncomingRequest(
                new ControlRequest(action == null ? "" : action, fields),
                replyTo == null ? null : withoutScheme(replyTo.toString()),
                message.getCorrelationID(),
                sender);
    }

    private static IncomingRequest ofMqtt(Message message, ServerSession sender, WildcardConfiguration wildcards) {
        Map<String, String> fields = MqttMessages.userProperties(message);
        String action = fields.remove(ACTION);
        return new IncomingRequest(
                new ControlRequest(action == null ? "" : action, fields),
                MqttMessages.replyAddress(message, wildcards),
                new MqttCorrelation(MqttMessages.correlationData(message)),
                sender);
    }

    /** The correlation data of an MQTT client, which may have given none. */
    record MqttCorrelation(byte @Nullable [] data) {}

    /** JMS clients write {@code queue://name}, {@code temp-queue://name} and the like. */
    private static String withoutScheme(String destination) {
        int scheme = destination.indexOf("://");
        return scheme < 0 ? destination : destination.substring(scheme + "://".length());
    }
}
