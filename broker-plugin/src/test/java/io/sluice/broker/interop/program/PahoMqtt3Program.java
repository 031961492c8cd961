package io.sluice.broker.interop.program;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.jspecify.annotations.Nullable;

/**
 * An MQTT 3.1.1 application with Eclipse Paho: a shared subscription at QoS 1 with manual acknowledgements.
 *
 * <p>{@code messageArrivedComplete} acknowledges; to fail a message the application leaves it unacknowledged. The protocol
 * has no properties: nothing can be asked of the broker, and nothing read but the body.
 */
public final class PahoMqtt3Program implements Application {

    private static final int AT_LEAST_ONCE = 1;

    private final MqttAsyncClient client;
    private final String topic;
    private final BlockingQueue<MqttMessage> arrived = new LinkedBlockingQueue<>();
    private final Map<String, MqttMessage> messages = new HashMap<>();

    private PahoMqtt3Program(int port, String queue) throws MqttException {
        topic = queue.replace('.', '/');
        client = new MqttAsyncClient("tcp://127.0.0.1:" + port, "paho3-" + UUID.randomUUID(), new MemoryPersistence());
        client.setManualAcks(true);
        MqttConnectOptions options = new MqttConnectOptions();
        options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
        options.setUserName("sluice");
        options.setPassword("sluice".toCharArray());
        client.connect(options).waitForCompletion(PATIENCE.toMillis());

        client.setCallback(new Arrivals(arrived::add));
        client.subscribe("$share/workers/" + topic, AT_LEAST_ONCE).waitForCompletion(PATIENCE.toMillis());
    }

    public static void main(String[] arguments) throws Exception {
        LineProtocol.serve(Jars.versionOf(MqttAsyncClient.class), PahoMqtt3Program::new);
    }

    @Override
    public void send(Outgoing message) throws MqttException {
        client.publish(topic, message.body().getBytes(StandardCharsets.UTF_8), AT_LEAST_ONCE, false)
                .waitForCompletion(PATIENCE.toMillis());
    }

    @Override
    public @Nullable Incoming receive(Duration patience) throws InterruptedException {
        MqttMessage message = arrived.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (message == null) {
            return null;
        }
        String handle = String.valueOf(messages.size() + 1);
        messages.put(handle, message);
        return new Incoming(handle, new String(message.getPayload(), StandardCharsets.UTF_8), null, Map.of());
    }

    @Override
    public void acknowledge(String handle) throws MqttException {
        client.messageArrivedComplete(messages.get(handle).getId(), AT_LEAST_ONCE);
    }

    /** Leaves it to the visibility timeout. */
    @Override
    public void fail(String handle) {}

    @Override
    public String extend(String handle, Duration visibilityTimeout) {
        throw new UnsupportedOperationException("MQTT 3.1.1 has no properties");
    }

    @Override
    public String retryLater(String handle, Duration delay) {
        throw new UnsupportedOperationException("MQTT 3.1.1 has no properties");
    }

    @Override
    public void close() throws MqttException {
        if (client.isConnected()) {
            client.disconnect().waitForCompletion(PATIENCE.toMillis());
        }
        client.close();
    }

    private record Arrivals(java.util.function.Consumer<MqttMessage> consumer)
            implements org.eclipse.paho.client.mqttv3.MqttCallback {

        @Override
        public void messageArrived(String topic, MqttMessage message) {
            consumer.accept(message);
        }

        @Override
        public void connectionLost(Throwable cause) {
            System.err.println("disconnected: " + cause);
        }

        @Override
        public void deliveryComplete(org.eclipse.paho.client.mqttv3.IMqttDeliveryToken token) {}
    }
}
