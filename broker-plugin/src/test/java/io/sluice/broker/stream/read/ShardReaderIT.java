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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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
            names = {"CORE", "QPID_JMS", "OPENWIRE", "STOMP"})
    void aSequenceNumberIsAPosition(Client client) {
        // When
        List<Received> whole = read(client, "sluice_sequence_number > 0", 20);
        List<Received> after = read(client, "sluice_sequence_number > 12", 8);
        List<Received> from = read(client, "sluice_sequence_number >= 9 AND parity = 'even'", 2);

        // Then
        assertThat(bodies(whole)).isEqualTo(bodies);
        assertThat(bodies(after)).isEqualTo(bodies.subList(12, 20));
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

    @Test
    void readersOfAShardAreIndependentAndWithoutAPositionGetWhatIsPutFromThenOn() {
        // Given
        WorkerKind kind = new WorkerKind(Client.CORE, Acknowledgement.INDIVIDUAL);
        try (Worker one = Worker.open(BROKER, kind, SHARD);
                Worker other = Worker.open(BROKER, kind, SHARD)) {

            // When
            List<String> later = Puts.put(BROKER, "telemetry", 1, "later", 0, 2);

            // Then
            assertThat(bodies(one.drain(QUIET))).isEqualTo(later);
            assertThat(bodies(other.drain(QUIET))).isEqualTo(later);
        }
    }

    @Test
    void aShardThatThereIsNotIsRefused() {
        // Given
        WorkerKind kind = new WorkerKind(Client.CORE, Acknowledgement.INDIVIDUAL);

        // When Then
        assertThat(catchThrowable(() -> Worker.open(BROKER, kind, "telemetry::shardId-000000000009")))
                .hasStackTraceContaining("shardId-000000000009 does not exist");
    }
}
