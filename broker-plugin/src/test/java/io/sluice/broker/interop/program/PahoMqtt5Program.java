package io.sluice.broker.interop.program;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;
import org.jspecify.annotations.Nullable;

/**
 * An MQTT 5 application with Eclipse Paho: a shared subscription at QoS 1 with manual acknowledgements.
 *
 * <p>{@code messageArrivedComplete} acknowledges; to fail a message the application leaves it unacknowledged. A request to
 * {@code sluice.control} with the user property {@code sluice_receipt_handle} extends the visibility timeout, or returns
 * the message after a delay.
 */
public final class PahoMqtt5Program implements Application, MqttCallback {

    private static final int AT_LEAST_ONCE = 1;
    private static final int RECEIVE_MAXIMUM = 10;

    private final MqttAsyncClient client;
    private final String queue;
    private final String topic;
    private final String replyTopic = "replies-" + UUID.randomUUID();
    private final BlockingQueue<MqttMessage> arrived = new LinkedBlockingQueue<>();
    private final BlockingQueue<MqttMessage> replies = new LinkedBlockingQueue<>();
    private final Map<String, MqttMessage> messages = new HashMap<>();

    private PahoMqtt5Program(int port, String queue) throws MqttException {
        this.queue = queue;
        topic = queue.replace('.', '/');
        client = new MqttAsyncClient("tcp://127.0.0.1:" + port, "paho5-" + UUID.randomUUID(), new MemoryPersistence());
        client.setCallback(this);
        client.setManualAcks(true);
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setUserName("sluice");
        options.setPassword("sluice".getBytes(StandardCharsets.UTF_8));
        options.setReceiveMaximum(RECEIVE_MAXIMUM);
        finish(client.connect(options));
        finish(client.subscribe(replyTopic, AT_LEAST_ONCE));
        finish(client.subscribe("$share/workers/" + topic, AT_LEAST_ONCE));
    }

    public static void main(String[] arguments) throws Exception {
        LineProtocol.serve(Jars.versionOf(MqttAsyncClient.class), PahoMqtt5Program::new);
    }

    private static void finish(IMqttToken token) throws MqttException {
        token.waitForCompletion(PATIENCE.toMillis());
    }

    @Override
    public void messageArrived(String arrivedAt, MqttMessage message) {
        (arrivedAt.equals(replyTopic) ? replies : arrived).add(message);
    }

    @Override
    public void send(Outgoing outgoing) throws MqttException {
        MqttProperties properties = new MqttProperties();
        properties.setUserProperties(outgoing.properties().entrySet().stream()
                .map(property -> new UserProperty(property.getKey(), property.getValue()))
                .toList());
        byte[] body = outgoing.body().getBytes(StandardCharsets.UTF_8);
        finish(client.publish(topic, new MqttMessage(body, AT_LEAST_ONCE, false, properties)));
    }

    @Override
    public @Nullable Incoming receive(Duration patience) throws InterruptedException {
        MqttMessage message = arrived.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (message == null) {
            return null;
        }
        String handle = String.valueOf(messages.size() + 1);
        messages.put(handle, message);
        Map<String, String> properties = propertiesOf(message);
        String count = properties.get("JMSXDeliveryCount");
        String body = new String(message.getPayload(), StandardCharsets.UTF_8);
        return new Incoming(handle, body, count == null ? null : Integer.valueOf(count), properties);
    }

    private static Map<String, String> propertiesOf(MqttMessage message) {
        Map<String, String> properties = new LinkedHashMap<>();
        message.getProperties()
                .getUserProperties()
                .forEach(property -> properties.put(property.getKey(), property.getValue()));
        return properties;
    }

    @Override
    public void acknowledge(String handle) throws MqttException {
        client.messageArrivedComplete(messages.get(handle).getId(), AT_LEAST_ONCE);
    }

    /** Leaves it to the visibility timeout. */
    @Override
    public void fail(String handle) {}

    @Override
    public String extend(String handle, Duration visibilityTimeout) throws Exception {
        return changeVisibility(handle, visibilityTimeout, Duration.ZERO);
    }

    @Override
    public String retryLater(String handle, Duration delay) throws Exception {
        return changeVisibility(handle, Duration.ZERO, delay);
    }

    private String changeVisibility(String handle, Duration visibilityTimeout, Duration retryDelay) throws Exception {
        String receiptHandle = propertiesOf(messages.get(handle)).get("sluice_receipt_handle");
        MqttProperties properties = new MqttProperties();
        properties.setResponseTopic(replyTopic);
        properties.setCorrelationData(handle.getBytes(StandardCharsets.UTF_8));
        properties.setUserProperties(List.of(
                new UserProperty("action", "ChangeMessageVisibility"),
                new UserProperty("queue", queue),
                new UserProperty("receiptHandle", String.valueOf(receiptHandle)),
                new UserProperty("visibilityTimeout", String.valueOf(visibilityTimeout.toSeconds())),
                new UserProperty("retryDelay", String.valueOf(retryDelay.toMillis()))));
        MqttMessage request = new MqttMessage(new byte[0], AT_LEAST_ONCE, false, properties);
        finish(client.publish("sluice/control", request));
        MqttMessage reply = replies.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (reply == null) {
            return "no reply";
        }
        client.messageArrivedComplete(reply.getId(), reply.getQos());
        return String.valueOf(propertiesOf(reply).get("status"));
    }

    @Override
    public void close() throws MqttException {
        if (client.isConnected()) {
            finish(client.disconnect());
        }
        client.close();
    }

    @Override
    public void disconnected(MqttDisconnectResponse response) {
        System.err.println("disconnected: " + response);
    }

    @Override
    public void mqttErrorOccurred(MqttException problem) {
        System.err.println("error: " + problem);
    }

    @Override
    public void deliveryComplete(IMqttToken token) {}

    @Override
    public void connectComplete(boolean reconnect, String serverUri) {}

    @Override
    public void authPacketArrived(int reasonCode, MqttProperties properties) {}
}
