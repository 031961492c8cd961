package io.sluice.broker.stream.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import io.sluice.broker.fixture.WorkerKind.Acknowledgement;
import io.sluice.broker.fixture.WorkerKind.Client;
import io.sluice.broker.fixture.WorkerOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A consumer of one shard, in no group, begins where its selector says. */
class ShardReaderIT {

    private static final Duration QUIET = Duration.ofMillis(300);
    private static final String SHARD = "telemetry::shardId-000000000001";

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            streams:
              telemetry: { shards: 2 }
            """);

    private static List<String> bodies = List.of();

    @BeforeAll
    static void putSome() {
        bodies = Puts.put(BROKER, "telemetry", 1, "record", 0, 20);
        Puts.put(BROKER, "telemetry", 0, "other", 0, 5);
    }

    private static List<Received> read(Client client, String selector, int count) {
        WorkerKind kind = new WorkerKind(client, Acknowledgement.INDIVIDUAL);
        List<Received> received = new ArrayList<>();
        try (Worker worker = Worker.open(BROKER, kind, SHARD, WorkerOptions.DEFAULT.selecting(selector))) {
            while (received.size() < count) {
                Received next = worker.receive();
                received.add(next);
                worker.acknowledge(next);
            }
        }
        return received;
    }

    private static List<String> bodies(List<Received> received) {
        return received.stream().map(Received::body).toList();
    }

    @ParameterizedTest
    @EnumSource(
            value = Client.class,
            names = {"CORE", "QPID_JMS", "OPENWIRE", "PROTONJ2", "STOMP"})
    void aSequenceNumberIsAPosition(Client client) {
        // When
        List<Received> whole = read(client, "sluice_sequence_number > 0", 20);
        List<Received> after = read(client, "sluice_sequence_number > 12", 8);
        String last = String.valueOf(after.get(7).properties().get("sluice_sequence_number"));
        List<Received> same = read(client, "sluice_sequence_number = '" + last + "'", 1);
        List<Received> from = read(client, "sluice_sequence_number >= 9 AND parity = 'even'", 2);

        // Then
        assertThat(bodies(whole)).isEqualTo(bodies);
        assertThat(bodies(after)).isEqualTo(bodies.subList(12, 20));
        assertThat(bodies(same)).containsExactly("record-1-19");
        assertThat(bodies(from)).containsExactly("record-1-10", "record-1-12");
    }

    @Test
    void aTimeIsAPosition() {
        // Given
        Received tenth = read(Client.CORE, "sluice_sequence_number = 10", 1).get(0);
        long arrival = Long.parseLong(String.valueOf(tenth.properties().get("sluice_arrival_timestamp")));

        // When
        List<Received> all = read(Client.CORE, "sluice_arrival_timestamp >= " + arrival, 1);

        // Then
        assertThat(Long.parseLong(String.valueOf(all.get(0).properties().get("sluice_arrival_timestamp"))))
                .isGreaterThanOrEqualTo(arrival);
    }

    @ParameterizedTest
    @EnumSource(Client.class)
    void readersOfAShardAreIndependentAndWithoutAPositionGetWhatIsPutFromThenOn(Client client) {
        // Given
        WorkerKind kind = new WorkerKind(client, Acknowledgement.INDIVIDUAL);
        try (Worker one = Worker.open(BROKER, kind, SHARD);
                Worker other = Worker.open(BROKER, kind, SHARD)) {

            // When
            List<String> later = Puts.put(BROKER, "telemetry", 1, "later-" + client, 0, 2);

            // Then
            for (Worker worker : List.of(one, other)) {
                List<Received> received = new ArrayList<>(List.of(worker.receive()));
                worker.acknowledge(received.get(0));
                received.addAll(worker.drain(QUIET));
                assertThat(bodies(received)).isEqualTo(later);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"shardId-000000000009", "shardId-1", "shardId-00000000001", "shardId-"})
    void aShardThatThereIsNotIsRefused(String shard) {
        // Given
        WorkerKind kind = new WorkerKind(Client.CORE, Acknowledgement.INDIVIDUAL);

        // When Then
        assertThat(catchThrowable(() -> Worker.open(BROKER, kind, "telemetry::" + shard)))
                .hasStackTraceContaining(shard + " does not exist");
        assertThat(BROKER.server().locateQueue(SimpleString.of(shard))).isNull();
    }
}
