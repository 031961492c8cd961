package io.sluice.broker.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.artemis.plugin.StreamsOf;
import io.sluice.broker.contract.ControlClient;
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
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A file of records that was damaged is named, with the place, and everything else of the stream goes on. */
class DamagedShardIT {

    private static final WorkerKind CORE = new WorkerKind(Client.CORE, Acknowledgement.INDIVIDUAL);
    private static final String LOW = "0";
    private static final String HIGH = BigInteger.ONE.shiftLeft(127).toString();

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            streams:
              telemetry: { shards: 2, consumerGroups: { dashboard: { startPosition: TRIM_HORIZON } } }
            """);

    private static void put(String hashKey, String... texts) {
        for (String text : texts) {
            Publishers.publish(BROKER, Client.CORE, "telemetry", text, Map.of("sluice_explicit_hash_key", hashKey));
        }
        await().atMost(Worker.PATIENCE).until(() -> BROKER.messageCount("sluice.stream.telemetry") == 0);
    }

    /** Changes one byte of a text in a full segment. @return the name of its file */
    private static String damage(ShardId shard, String text) throws Exception {
        Path folder = BROKER.configurationFile().resolveSibling("streams/telemetry/" + shard);
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                int at = content.indexOf(inCore(text));
                if (at >= 0) {
                    byte[] bytes = Files.readAllBytes(file);
                    bytes[at] ^= 1;
                    Files.write(file, bytes);
                    return file.getFileName().toString();
                }
            }
        }
        throw new AssertionError("no file of " + shard + " has " + text);
    }

    /** Core writes text in two bytes for each character. */
    private static String inCore(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_16LE), StandardCharsets.ISO_8859_1);
    }

    @Test
    void readersOfOtherShardsAndProducersGoOnAndTheFileAndOffsetAreSaid() throws Exception {
        // Given
        put(LOW, "low-1", "low-2", "low-3");
        put(HIGH, "high-1", "high-2");
        HashKey middle = HashKey.of(BigInteger.ONE.shiftLeft(126));
        assertThat(StreamsOf.stream(BROKER.server(), "telemetry").split(new ShardId(0), middle))
                .isInstanceOf(Resharding.Done.class);

        // When
        String file = damage(new ShardId(0), "low-2");
        put(LOW, "low-4");
        put(HIGH, "high-3");

        // Then
        List<String> received = new ArrayList<>();
        try (Worker worker = Worker.open(BROKER, CORE, "telemetry::dashboard")) {
            while (!received.containsAll(List.of("high-3", "low-1"))) {
                Received next = worker.receive();
                worker.acknowledge(next);
                received.add(next.body());
            }
        }
        assertThat(received)
                .as("what is in front of the damage was read together with it")
                .containsOnlyOnce("low-1")
                .containsSubsequence("high-1", "high-2", "high-3")
                .doesNotContain("low-2", "low-3", "low-4");
        assertThat(read(new ShardId(0))).contains("InternalFailure", "damaged segment " + file, " at offset ");
    }

    private static String read(ShardId shard) throws Exception {
        try (ControlClient control = new ControlClient(BROKER, Client.CORE)) {
            ControlClient.Reply iterator = control.ask(
                    "GetShardIterator",
                    Map.of(
                            "StreamName",
                            "telemetry",
                            "ShardId",
                            shard.toString(),
                            "ShardIteratorType",
                            "TRIM_HORIZON"));
            Matcher text = Pattern.compile("\"ShardIterator\":\"([^\"]*)").matcher(iterator.body());
            assertThat(text.find()).as(iterator.body()).isTrue();
            ControlClient.Reply records = control.ask("GetRecords", Map.of("ShardIterator", text.group(1)));
            return records.status() + " " + records.body();
        }
    }
}
