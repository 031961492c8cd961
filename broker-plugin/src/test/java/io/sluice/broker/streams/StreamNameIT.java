package io.sluice.broker.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.sluice.broker.contract.ControlClient;
import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.JmsClients;
import io.sluice.broker.fixture.Producers;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import io.sluice.broker.fixture.WorkerKind.Acknowledgement;
import io.sluice.broker.fixture.WorkerKind.Client;
import io.sluice.broker.fixture.WorkerOptions;
import jakarta.jms.Connection;
import jakarta.jms.Session;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.ha.ColocatedPolicyConfiguration;
import org.apache.activemq.artemis.core.config.ha.ReplicatedPolicyConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The name of a stream in the broker: what was there before, what clients make there, and where it cannot be. */
class StreamNameIT {

    private static final WorkerKind CORE = new WorkerKind(Client.CORE, Acknowledgement.INDIVIDUAL);
    private static final Duration QUIET = Duration.ofMillis(300);
    private static final String YAML =
            "streams: { events: { consumerGroups: { all: { startPosition: TRIM_HORIZON } } } }";

    private static List<String> bodies(List<Received> received) {
        return received.stream().map(Received::body).toList();
    }

    @Test
    void aQueueThatHadTheNameKeepsItsMessagesAndGetsNoMore() throws Exception {
        // Given
        EmbeddedBroker broker = EmbeddedBroker.configuredWith("queues: {}");
        try (broker) {
            broker.start();
            broker.createQueue("events");
            Producers.send(broker, Client.CORE, "events", "old-1", "old-2");

            // When
            broker.stop();
            broker.rewriteConfiguration(YAML);
            broker.start();
            Producers.send(broker, Client.CORE, "events", "new-1");
            Producers.send(broker, Client.QPID_JMS, "events", "new-2");
            broker.restart();

            // Then
            try (Worker worker = Worker.open(broker, CORE, "events::all")) {
                assertThat(worker.receive().body()).isEqualTo("new-1");
                assertThat(bodies(worker.drain(QUIET))).contains("new-2").doesNotContain("old-1", "old-2");
            }
            try (Worker worker = Worker.open(broker, CORE, "events")) {
                assertThat(bodies(worker.drain(QUIET))).containsExactly("old-1", "old-2");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Client.class,
            names = {"CORE", "QPID_JMS", "OPENWIRE"})
    void producersLeaveNoQueueAndWhoConsumesFromTheNameItselfIsToldHow(Client client) throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.configuredWith(YAML).start()) {
            // Given
            long before = broker.server().getTotalConsumerCount();
            int queues = queues(broker);

            // When
            Producers.send(broker, client, "events", "put");
            Throwable refusal;
            try (Connection connection = JmsClients.factory(client, broker.port(), WorkerOptions.DEFAULT)
                            .createConnection();
                    Session session = connection.createSession()) {
                refusal = catchThrowable(() -> session.createConsumer(session.createQueue("events")));
            }

            // Then
            assertThat(refusal).hasStackTraceContaining("Read them as a consumer group, such as events::group");
            assertThat(queues(broker)).isEqualTo(queues);
            assertThat(broker.server().getTotalConsumerCount()).isEqualTo(before);
        }
    }

    /** The queues of the stream's address, whatever else the broker keeps. */
    private static int queues(EmbeddedBroker broker) throws Exception {
        return broker.server()
                .getPostOffice()
                .listQueuesForAddress(SimpleString.of("events"))
                .size();
    }

    @Test
    void aPairOfColocatedReplicatingBrokersRefusesStreams() {
        EmbeddedBroker pair = EmbeddedBroker.configuredWith(YAML)
                .with(configuration -> configuration.setHAPolicyConfiguration(
                        new ColocatedPolicyConfiguration().setPrimaryConfig(new ReplicatedPolicyConfiguration())));
        try (pair) {
            assertThatThrownBy(pair::start).hasStackTraceContaining("the files of streams are not replicated");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"queues: { made: {} }", "topics: { made: {} }"})
    void aFileThatGivesTheNameOfAStreamToAnythingElseIsRefused(String clashing) throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.configuredWith(YAML).start()) {
            // Given
            try (ControlClient control = new ControlClient(broker, Client.CORE)) {
                ControlClient.Reply reply = control.ask("CreateStream", Map.of("StreamName", "made"));
                assertThat(reply.status()).as(reply.body()).isEqualTo("200");
            }

            // When
            Files.writeString(broker.configurationFile(), clashing);

            // Then
            assertThatThrownBy(broker::restart).hasStackTraceContaining("was created by a request: made");
            Files.writeString(broker.configurationFile(), YAML);
            broker.restart();
            Producers.send(broker, Client.CORE, "made", "put");
        }
    }
}
