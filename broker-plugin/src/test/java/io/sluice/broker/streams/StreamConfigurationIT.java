package io.sluice.broker.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.artemis.plugin.StreamsOf;
import io.sluice.broker.artemis.stream.Stream;
import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.Publishers;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import io.sluice.broker.fixture.WorkerKind.Acknowledgement;
import io.sluice.broker.fixture.WorkerKind.Client;
import io.sluice.broker.stream.HashKey;
import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.shard.Resharding;
import io.sluice.broker.stream.shard.ShardMap;
import io.sluice.broker.stream.shard.ShardMapText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A file that changes while the broker runs or between two starts, and a change of the shards that a crash has interrupted. */
class StreamConfigurationIT {

    private static final WorkerKind CORE = new WorkerKind(Client.CORE, Acknowledgement.INDIVIDUAL);

    private static String yaml(String settings) {
        return "streams: { telemetry: { shards: 1, " + settings
                + "consumerGroups: { all: { startPosition: TRIM_HORIZON } } } }";
    }

    private static Stream stream(EmbeddedBroker broker) {
        return StreamsOf.stream(broker.server(), "telemetry");
    }

    private static void put(EmbeddedBroker broker, String text) {
        Publishers.publish(broker, Client.CORE, "telemetry", text, Map.of("JMSXGroupID", "k"));
    }

    private static List<String> receive(EmbeddedBroker broker, int count) {
        List<String> texts = new ArrayList<>();
        try (Worker worker = Worker.open(broker, CORE, "telemetry::all")) {
            while (texts.size() < count) {
                Received next = worker.receive();
                worker.acknowledge(next);
                texts.add(next.body());
            }
        }
        return texts;
    }

    @Test
    void aChangedFileChangesWhatARecordMayHaveAndWhatAShardTakes() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.configuredWith(yaml("")).start()) {
            // Given
            String large = "x".repeat(2 * 1024 * 1024);
            assertThatThrownBy(() -> put(broker, large)).hasStackTraceContaining("ValidationException");

            // When
            broker.rewriteConfiguration(
                    yaml("maximumRecordSize: 10MiB, throughputLimits: false, retentionSize: 64MiB, "));
            await().atMost(Worker.PATIENCE)
                    .until(() -> !stream(broker).settings().throughputLimits());

            // Then
            assertThatNoException().isThrownBy(() -> {
                for (int number = 0; number < 40; number++) {
                    put(broker, large);
                }
            });
            broker.rewriteConfiguration(yaml("throughputLimits: false, retentionSize: 65MiB, "));
            await().atMost(Worker.PATIENCE).until(() -> stream(broker).log().bytes() <= 65 * 1024 * 1024);
            assertThat(stream(broker).log().bytes()).isGreaterThan(16 * 1024 * 1024);
            assertThatThrownBy(() -> put(broker, large)).hasStackTraceContaining("ValidationException");
        }
    }

    @Test
    void aStreamThatIsTakenOutOfTheFileAndPutBackHasItsRecordsAndItsGroupIsWhereItWas() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.configuredWith(yaml("")).start()) {
            // Given
            put(broker, "read");
            put(broker, "unread");
            assertThat(receive(broker, 1)).containsExactly("read");

            // When
            broker.rewriteConfiguration("queues: {}");
            broker.restart();
            boolean wasThere = broker.server().locateQueue("sluice.stream.telemetry") != null;
            broker.rewriteConfiguration(yaml(""));
            broker.restart();
            put(broker, "new");

            // Then
            assertThat(wasThere).isFalse();
            assertThat(receive(broker, 2)).containsExactly("unread", "new");
        }
    }

    @Test
    void aStreamWhoseListOfShardsIsDamagedIsRefusedWithTheFileAndNothingOfItIsChanged() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.configuredWith(yaml("")).start()) {
            // Given
            put(broker, "before");
            Path file = broker.configurationFile().resolveSibling("streams/telemetry/shards");
            broker.stop();
            byte[] whole = Files.readAllBytes(file);
            byte[] damaged = whole.clone();
            damaged[whole.length / 2] ^= 1;
            Files.write(file, damaged);

            // When
            broker.start();

            // Then
            assertThatThrownBy(() -> put(broker, "refused"))
                    .hasStackTraceContaining("ServiceUnavailable: stream telemetry takes no records now")
                    .hasStackTraceContaining(file.toString())
                    .hasStackTraceContaining("its checksum is");
            assertThat(file).hasBinaryContent(damaged);
            broker.stop();
            Files.write(file, whole);
            broker.start();
            assertThat(receive(broker, 1)).containsExactly("before");
        }
    }

    @Test
    void aSplitOfWhichACrashLeftOnlyTheMapIsCompletedAtTheNextStart() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.configuredWith(yaml("")).start()) {
            // Given
            put(broker, "before");
            ShardMap map = stream(broker).shardMap();
            Path file = broker.configurationFile().resolveSibling("streams/telemetry/shards");
            HashKey middle = HashKey.explicit("170141183460469231731687303715884105728");
            Resharding split = map.split(
                    new ShardId(0),
                    middle,
                    shard -> stream(broker).log().shard(shard).orElseThrow().nextPlace() - 1,
                    Instant.now());

            // When
            broker.stop();
            Files.writeString(file, ShardMapText.write(((Resharding.Done) split).map()));
            broker.start();
            put(broker, "after");

            // Then
            assertThat(stream(broker).shardMap().open()).hasSize(2);
            assertThat(stream(broker).log().shard(new ShardId(0)).orElseThrow().isFinished())
                    .isTrue();
            assertThat(receive(broker, 2)).containsExactly("before", "after");
        }
    }
}
