package io.sluice.broker.artemis.mqtt;

import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTUtil;

/** What the application of an MQTT 5 client can read about a delivery, as user properties of its PUBLISH. */
final class DeliveryProperties {

    private static final String RECEIVE_COUNT = "JMSXDeliveryCount";
    private static final String RECEIPT_HANDLE = "sluice_receipt_handle";
    private static final List<String> TOLD_PREFIXES = List.of("sluice_", "_AMQ_ORIG_");
    private static final int BYTES_PER_PROPERTY = 5;
    private static final int BYTES_OF_LENGTHS = 8;

    private final Map<String, String> properties = new LinkedHashMap<>();

    private DeliveryProperties() {}

    static DeliveryProperties of(MqttDelivery delivery) {
        DeliveryProperties told = new DeliveryProperties();
        told.properties.put(RECEIVE_COUNT, String.valueOf(delivery.receiveCount()));
        told.properties.put(RECEIPT_HANDLE, delivery.receiptHandle());
        Message message = delivery.message();
        for (SimpleString name : message.getPropertyNames()) {
            String key = name.toString();
            Object value = TOLD_PREFIXES.stream().anyMatch(key::startsWith) ? message.getObjectProperty(name) : null;
            if (value != null) {
                told.properties.put(key, value.toString());
            }
        }
        return told;
    }

    /** Adds them to the packet, unless that would make it larger than the client takes (MQTT 5, 3.1.2.11.4). */
    void addTo(MqttPublishMessage publish, int maximumPacketSize) {
        MqttProperties target = publish.variableHeader().properties();
        int others = target.getProperties(MqttProperties.MqttPropertyType.USER_PROPERTY.value())
                .size();
        long size = MQTTUtil.calculateMessageSize(publish) + (long) others * BYTES_PER_PROPERTY + size();
        if (size <= maximumPacketSize) {
            properties.forEach((key, value) -> target.add(new MqttProperties.UserProperty(key, value)));
        }
    }

    private int size() {
        int size = BYTES_OF_LENGTHS;
        for (Map.Entry<String, String> property : properties.entrySet()) {
            size += BYTES_PER_PROPERTY + utf8Length(property.getKey()) + utf8Length(property.getValue());
        }
        return size;
    }

    private static int utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
