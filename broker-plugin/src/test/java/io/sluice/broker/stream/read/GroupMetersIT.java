package io.sluice.broker.stream.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.search.RequiredSearch;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import io.sluice.broker.fixture.WorkerKind.Acknowledgement;
import io.sluice.broker.fixture.WorkerKind.Client;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the meters of a broker say of a group, shard by shard. */
class GroupMetersIT {

    private static final WorkerKind CORE = new WorkerKind(Client.CORE, Acknowledgement.INDIVIDUAL);
    private static final MeterRegistry REGISTRY = new SimpleMeterRegistry();

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            streams:
              telemetry: { shards: 2, consumerGroups: { archive: { startPosition: TRIM_HORIZON }, other: {} } }
            """).withMetersIn(REGISTRY);

    private static RequiredSearch meter(String noun, int shard) {
        return REGISTRY.get("sluice.stream." + noun)
                .tags("stream", "telemetry", "group", "archive", "shard", "shardId-00000000000" + shard);
    }

    private static double counted(String noun, int shard) {
        return meter(noun, shard).functionCounter().count();
    }

    private static double shown(String noun, int shard) {
        return meter(noun, shard).gauge().value();
    }

    @Test
    void sayWhatItWasGivenAndHowFarItIsBehind() {
        // Given
        Puts.put(BROKER, "telemetry", 0, "record", 0, 5);
        Puts.put(BROKER, "telemetry", 1, "record", 0, 3);
        await().atMost(Worker.PATIENCE).until(() -> shown("lag.records", 0) == 5 && shown("lag.records", 1) == 3);
        await().atMost(Worker.PATIENCE).until(() -> shown("lag.millis", 0) > 0 && shown("lag.millis", 1) > 0);
        assertThat(counted("records.out", 0)).isZero();

        // When
        try (Worker worker = Worker.open(BROKER, CORE, "telemetry::archive")) {
            for (int i = 0; i < 8; i++) {
                Received received = worker.receive();
                worker.acknowledge(received);
            }
        }

        // Then
        for (int shard : new int[] {0, 1}) {
            await().atMost(Worker.PATIENCE).until(() -> shown("lag.records", shard) == 0);
            assertThat(shown("lag.millis", shard)).isZero();
            assertThat(counted("records.out", shard)).isEqualTo(shard == 0 ? 5 : 3);
            assertThat(counted("bytes.out", shard)).isPositive();
        }
    }
}
