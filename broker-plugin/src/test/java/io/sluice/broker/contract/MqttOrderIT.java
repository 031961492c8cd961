package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.JmsClients;
import io.sluice.broker.fixture.MqttOptions;
import io.sluice.broker.fixture.MqttWorker;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind.Client;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What an MQTT client publishes without waiting for the answers keeps its order (MQTT 5, 4.6), though Artemis may have each packet
 * handled by another thread. {@code -Dmqtt.bursts=N} sets how often that is tried.
 */
@Execution(ExecutionMode.CONCURRENT)
class MqttOrderIT {

    private static final int BURSTS = Integer.getInteger("mqtt.bursts", 100);
    private static final int BURST = 3;

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            queues:
              standard: {}
              subscriber: {}
              ordered.fifo: { contentBasedDeduplication: true, defaultMessageGroup: all }
            topics:
              events: { subscriptions: { all: { queue: subscriber } } }
            streams:
              telemetry: { consumerGroups: { reader: { startPosition: TRIM_HORIZON } } }
            """);

    @ParameterizedTest
    @CsvSource({
        "standard, standard",
        "ordered.fifo, ordered.fifo",
        "events, subscriber",
        "telemetry, telemetry::reader",
    })
    void whatIsPublishedInBurstsKeepsItsOrder(String destination, String queue) throws Exception {
        // Given
        List<String> sent = new ArrayList<>();
        try (MqttWorker publisher =
                MqttWorker.connect(BROKER.port(), MqttOptions.of(5, MqttQos.AT_LEAST_ONCE), "unused")) {
            // When
            for (int burst = 0; burst < BURSTS; burst++) {
                List<String> bodies = new ArrayList<>();
                for (int i = 0; i < BURST; i++) {
                    bodies.add("m" + (burst * BURST + i));
                }
                publisher.sendAll(destination, bodies);
                sent.addAll(bodies);
            }
        }
        // Then
        assertThat(receive(queue, sent.size())).isEqualTo(sent);
    }

    private static List<String> receive(String queue, int count) throws JMSException {
        List<String> bodies = new ArrayList<>();
        try (Connection connection = JmsClients.connect(BROKER, Client.CORE);
                Session session = connection.createSession();
                MessageConsumer consumer = session.createConsumer(session.createQueue(queue))) {
            Message message = consumer.receive(Worker.PATIENCE.toMillis());
            while (message != null) {
                bodies.add(JmsClients.received(message).body());
                message = bodies.size() == count ? null : consumer.receive(Worker.PATIENCE.toMillis());
            }
        }
        return bodies;
    }
}
