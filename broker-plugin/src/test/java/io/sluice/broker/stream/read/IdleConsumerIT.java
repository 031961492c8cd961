package io.sluice.broker.stream.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.artemis.queue.RecordQueue;
import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.JmsClients;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import io.sluice.broker.fixture.WorkerKind.Acknowledgement;
import io.sluice.broker.fixture.WorkerKind.Client;
import io.sluice.broker.fixture.WorkerOptions;
import jakarta.jms.Connection;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A consumer that takes nothing does not keep its shards from the others for longer than the visibility timeout. */
class IdleConsumerIT {

    private static final WorkerKind CORE = new WorkerKind(Client.CORE, Acknowledgement.INDIVIDUAL);

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            streams:
              telemetry:
                shards: 2
                consumerGroups:
                  core: { startPosition: TRIM_HORIZON, visibilityTimeout: 1s }
                  qpid_jms: { startPosition: TRIM_HORIZON, visibilityTimeout: 1s }
                  later: { startPosition: TRIM_HORIZON, visibilityTimeout: 1s }
                  openwire: { startPosition: TRIM_HORIZON, visibilityTimeout: 1s }
            """);

    @ParameterizedTest
    @EnumSource(
            value = Client.class,
            names = {"CORE", "QPID_JMS", "OPENWIRE"})
    void aConsumerWhoseConnectionIsNotStartedLosesItsShardsUntilItIs(Client client) throws Exception {
        // Given
        String group = client.name().toLowerCase(Locale.ROOT);
        String reader = "telemetry::" + group;
        List<String> expected = new ArrayList<>();
        expected.addAll(Puts.put(BROKER, "telemetry", 0, group, 0, 3));
        expected.addAll(Puts.put(BROKER, "telemetry", 1, group, 0, 3));
        try (Connection connection = JmsClients.factory(client, BROKER.port(), WorkerOptions.DEFAULT)
                        .createConnection();
                Session session = connection.createSession();
                MessageConsumer idle = session.createConsumer(session.createQueue(reader));
                Worker worker = Worker.open(BROKER, CORE, reader)) {
            // When
            List<String> received = receiveAll(worker, expected);
            connection.start();

            // Then
            assertThat(received).doesNotHaveDuplicates();
            int[] number = {3};
            Message[] own = {null};
            await().atMost(Worker.PATIENCE).until(() -> {
                Puts.put(BROKER, "telemetry", 0, group, number[0], number[0] + 1);
                Puts.put(BROKER, "telemetry", 1, group, number[0], ++number[0]);
                worker.receive(Duration.ofMillis(100)).ifPresent(worker::acknowledge);
                own[0] = idle.receive(100);
                return own[0] != null;
            });
        }
    }

    @Test
    void aConsumerHasItsShareAgainAtOnceWhenItIsStartedAndNotOnlyWithTheNextRecord() throws Exception {
        // Given
        String reader = "telemetry::later";
        List<String> expected = new ArrayList<>();
        expected.addAll(Puts.put(BROKER, "telemetry", 0, "later", 0, 3));
        expected.addAll(Puts.put(BROKER, "telemetry", 1, "later", 0, 3));
        try (Connection connection = JmsClients.factory(Client.CORE, BROKER.port(), WorkerOptions.DEFAULT)
                        .createConnection();
                Session session = connection.createSession();
                MessageConsumer idle = session.createConsumer(session.createQueue(reader));
                Worker worker = Worker.open(BROKER, CORE, reader)) {
            receiveAll(worker, expected);
            RecordQueue queue = (RecordQueue) BROKER.server().locateQueue("later");
            int idleBefore = queue.idleConsumers();

            // When
            connection.start();

            // Then
            assertThat(idleBefore).isEqualTo(1);
            await().atMost(Worker.PATIENCE).until(() -> queue.idleConsumers() == 0);
            Puts.put(BROKER, "telemetry", 0, "later", 3, 4);
            Puts.put(BROKER, "telemetry", 1, "later", 3, 4);
            assertThat(idle.receive(Worker.PATIENCE.toMillis())).isNotNull();
            worker.acknowledge(worker.receive());
        }
    }

    private static List<String> receiveAll(Worker worker, List<String> expected) {
        List<String> received = new ArrayList<>();
        while (!received.containsAll(expected)) {
            Received next = worker.receive();
            worker.acknowledge(next);
            received.add(next.body());
        }
        return received;
    }
}
