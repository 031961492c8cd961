package io.sluice.broker.stream.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.artemis.plugin.StreamsOf;
import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.JmsClients;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import io.sluice.broker.fixture.WorkerKind.Acknowledgement;
import io.sluice.broker.fixture.WorkerKind.Client;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.activemq.artemis.core.server.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where a group is survives the broker; a group may be spelled as a shared durable subscription, too. */
class GroupRestartIT {

    private static final WorkerKind CORE = new WorkerKind(Client.CORE, Acknowledgement.INDIVIDUAL);

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            streams:
              telemetry: { consumerGroups: { named: { startPosition: LATEST } } }
              kept: { consumerGroups: { dashboard: { startPosition: TRIM_HORIZON } } }
              renewed: { consumerGroups: { fresh: { startPosition: LATEST } } }
            """);

    private static List<String> receive(Worker worker, int count) {
        List<String> bodies = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Received next = worker.receive();
            bodies.add(next.body());
            worker.acknowledge(next);
        }
        return bodies;
    }

    @Test
    void afterARestartAGroupGoesOnWithTheFirstRecordThatWasNotAcknowledged() throws Exception {
        // Given
        List<String> bodies = Puts.put(BROKER, "kept", 0, "first", 0, 10);
        await().until(() -> StreamsOf.stream(BROKER.server(), "kept").storedRecords() == 10);
        try (Worker worker = Worker.open(BROKER, CORE, "kept::dashboard");
                Worker unnamed = Worker.open(BROKER, CORE, "kept::unnamed")) {
            assertThat(receive(worker, 6)).isEqualTo(bodies.subList(0, 6));
            assertThat(unnamed.isUsable()).isTrue();
        }

        // When
        BROKER.restart();
        List<String> later = Puts.put(BROKER, "kept", 0, "later", 0, 2);

        // Then
        List<String> expected = new ArrayList<>(bodies.subList(6, 10));
        expected.addAll(later);
        try (Worker worker = Worker.open(BROKER, CORE, "kept::dashboard");
                Worker unnamed = Worker.open(BROKER, CORE, "kept::unnamed")) {
            assertThat(receive(worker, 6)).isEqualTo(expected);
            assertThat(receive(unnamed, 2)).isEqualTo(later);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Client.class,
            names = {"CORE", "QPID_JMS"})
    void aSharedDurableSubscriptionOfTheNameOfAGroupIsThatGroup(Client client) throws JMSException {
        // Given
        try (Connection connection = JmsClients.connect(BROKER, client);
                Session session = connection.createSession();
                MessageConsumer consumer =
                        session.createSharedDurableConsumer(session.createTopic("telemetry"), "named")) {

            // When
            List<String> bodies = Puts.put(BROKER, "telemetry", 0, "shared-" + client, 0, 2);
            TextMessage first = (TextMessage) consumer.receive(Worker.PATIENCE.toMillis());

            // Then
            assertThat(first.getText()).isEqualTo(bodies.get(0));
        }
        try (Worker worker = Worker.open(BROKER, CORE, "telemetry::named")) {
            assertThat(receive(worker, 1)).containsExactly("shared-" + client + "-0-1");
        }
    }

    @Test
    void aCheckpointOfRecordsThatAreGoneIsNotTakenForOneOfTheNewRecords() throws Exception {
        // Given
        try (Worker worker = Worker.open(BROKER, CORE, "renewed::fresh")) {
            receive(worker, Puts.put(BROKER, "renewed", 0, "old", 0, 10).size());
        }
        BROKER.stop();

        // When
        deleteAll(BROKER.configurationFile().resolveSibling("streams/renewed"));
        BROKER.start();
        List<String> bodies = Puts.put(BROKER, "renewed", 0, "new", 0, 3);

        // Then
        try (Worker worker = Worker.open(BROKER, CORE, "renewed::fresh")) {
            assertThat(receive(worker, 3)).isEqualTo(bodies);
        }
    }

    private static void deleteAll(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Client.class,
            names = {"CORE", "QPID_JMS"})
    void aDurableSubscriptionIsStoredWhenItIsAnswered(Client client) throws JMSException {
        // Given
        String name = "answered-" + client;
        try (Connection connection = JmsClients.connect(BROKER, client);
                Session session = connection.createSession()) {

            // When
            session.createSharedDurableConsumer(session.createTopic("telemetry"), name);

            // Then
            assertThat(BROKER.server().getStorageManager().getPersistedKeyValuePairs("sluice.checkpoints"))
                    .containsKey("telemetry:" + name + ":0");
        }
    }

    @Test
    void aSubscriptionOfAnyNameIsThereAfterARestart() throws Exception {
        // Given
        String name = "telemetry::app\\.1.my:sub";
        try (Worker worker = Worker.open(BROKER, CORE, name)) {
            receive(worker, Puts.put(BROKER, "telemetry", 0, "before", 0, 1).size());
        }

        // When
        BROKER.restart();
        Queue before = BROKER.queue("app\\.1.my:sub");
        List<String> bodies = Puts.put(BROKER, "telemetry", 0, "after", 0, 1);

        // Then
        assertThat(String.valueOf(before.getAddress())).isEqualTo("telemetry");
        try (Worker worker = Worker.open(BROKER, CORE, name)) {
            assertThat(receive(worker, 1)).isEqualTo(bodies);
        }
    }
}
