package io.sluice.broker.artemis.mqtt;

import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.sluice.broker.artemis.ThroughputExceededException;
import java.nio.charset.StandardCharsets;
import org.apache.activemq.artemis.api.core.ActiveMQException;

/** The PUBACK or PUBREC that tells an MQTT 5 client why its publication was refused (MQTT 5, 3.4.2 and 3.5.2). */
final class RefusedAnswer {

    static final byte IMPLEMENTATION_SPECIFIC_ERROR = (byte) 0x83;
    static final byte NOT_AUTHORIZED = (byte) 0x87;
    static final byte QUOTA_EXCEEDED = (byte) 0x97;

    /** What a packet has besides the text: fixed header, packet identifier, reason code, length of properties and of text. */
    private static final int OTHER_BYTES = 20;

    private static final int MOST_CHARACTERS = 1_000;

    private RefusedAnswer() {}

    /** Whether this is how Artemis answers what it refuses for lack of a right. */
    static boolean isIn(MqttMessage packet) {
        MqttMessageType type = packet.fixedHeader().messageType();
        return (type == MqttMessageType.PUBACK || type == MqttMessageType.PUBREC)
                && packet.variableHeader() instanceof MqttPubReplyMessageVariableHeader reply
                && reply.reasonCode() == NOT_AUTHORIZED;
    }

    /** The same answer with another reason. */
    static MqttMessage because(ActiveMQException refusal, MqttMessage answer, MqttLink link) {
        MqttProperties properties = new MqttProperties();
        String reason = String.valueOf(refusal.getMessage());
        String text = reason.length() > MOST_CHARACTERS ? reason.substring(0, MOST_CHARACTERS) : reason;
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (link.wantsReasons() && bytes + OTHER_BYTES <= link.maximumPacketSize()) {
            properties.add(new MqttProperties.StringProperty(MqttPropertyType.REASON_STRING.value(), text));
        }
        byte code = refusal instanceof ThroughputExceededException ? QUOTA_EXCEEDED : IMPLEMENTATION_SPECIFIC_ERROR;
        int packetId = ((MqttPubReplyMessageVariableHeader) answer.variableHeader()).messageId();
        return new MqttMessage(answer.fixedHeader(), new MqttPubReplyMessageVariableHeader(packetId, code, properties));
    }
}
