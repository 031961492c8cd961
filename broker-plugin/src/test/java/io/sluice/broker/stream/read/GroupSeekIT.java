package io.sluice.broker.stream.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.artemis.stream.read.StreamReaders;
import io.sluice.broker.contract.ControlClient;
import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import io.sluice.broker.fixture.WorkerKind.Acknowledgement;
import io.sluice.broker.fixture.WorkerKind.Client;
import io.sluice.broker.stream.StartPosition;
import io.sluice.broker.stream.group.ShardLag;
import java.lang.reflect.Field;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A group that is sent elsewhere reads again, or goes ahead, and tells how far it is behind. */
class GroupSeekIT {

    private static final WorkerKind CORE = new WorkerKind(Client.CORE, Acknowledgement.INDIVIDUAL);

    private static final WorkerKind AMQP = new WorkerKind(Client.QPID_JMS, Acknowledgement.INDIVIDUAL);

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            streams:
              telemetry: { consumerGroups: { archive: { startPosition: TRIM_HORIZON } } }
              numbered: { consumerGroups: { one: { startPosition: TRIM_HORIZON } } }
              shared: { shards: 2, consumerGroups: { several: { startPosition: TRIM_HORIZON } } }
            """);

    private static StreamReaders readers() throws ReflectiveOperationException {
        for (Object plugin : BROKER.server().getBrokerPlugins()) {
            if (plugin.getClass().getSimpleName().equals("SluiceBroker")) {
                Field readers = plugin.getClass().getDeclaredField("readers");
                readers.setAccessible(true);
                return (StreamReaders) readers.get(plugin);
            }
        }
        throw new IllegalStateException("the broker is without Sluice");
    }

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
    void aReplayFromATimeGivesTheSameRecordsInTheSameOrder() throws Exception {
        // Given
        List<String> bodies = Puts.put(BROKER, "telemetry", 0, "record", 0, 10);
        try (Worker worker = Worker.open(BROKER, CORE, "telemetry::archive")) {
            assertThat(receive(worker, 10)).isEqualTo(bodies);

            // When
            readers().seek("telemetry", "archive", new StartPosition.AtTimestamp(Instant.EPOCH));
            List<String> again = receive(worker, 4);
            readers().seek("telemetry", "archive", StartPosition.LATEST);
            List<String> later = Puts.put(BROKER, "telemetry", 0, "later", 0, 2);

            // Then
            assertThat(again).isEqualTo(bodies.subList(0, 4));
            assertThat(skipTo("later-0-0", worker)).isEqualTo(later);
        }
        assertThat(readers().lags("telemetry", "archive"))
                .extracting(ShardLag::records)
                .containsExactly(0L);
    }

    /** What its client had in its buffer when the group was sent elsewhere is the application's still. */
    private static List<String> skipTo(String body, Worker worker) {
        List<String> bodies = receive(worker, 1);
        while (!bodies.get(0).equals(body)) {
            bodies = receive(worker, 1);
        }
        bodies.addAll(receive(worker, 1));
        return bodies;
    }

    private static ControlClient.Reply seek(String group, String position, Map<String, String> fields)
            throws Exception {
        Map<String, String> all = new HashMap<>(fields);
        String[] names = group.split("::");
        all.putAll(Map.of("stream", names[0], "group", names[1], "startPosition", position));
        try (ControlClient control = new ControlClient(BROKER, Client.CORE)) {
            return control.ask("SeekConsumerGroup", all);
        }
    }

    @Test
    void aGroupIsSentToARecordOrBehindItAndNotToOneThatThereIsNot() throws Exception {
        // Given
        List<String> bodies = Puts.put(BROKER, "numbered", 0, "record", 0, 6);
        try (Worker worker = Worker.open(BROKER, CORE, "numbered::one")) {
            List<Received> all = receiveAll(List.of(worker), 6);
            Map<String, String> third = Map.of("shard", shardOf(all.get(2)), "sequenceNumber", numberOf(all.get(2)));

            // When
            ControlClient.Reply at = seek("numbered::one", "AT_SEQUENCE_NUMBER", third);
            List<String> fromThird = receive(worker, 4);
            ControlClient.Reply after = seek("numbered::one", "AFTER_SEQUENCE_NUMBER", third);
            List<String> behindThird = receive(worker, 3);
            ControlClient.Reply beyond = seek(
                    "numbered::one",
                    "AFTER_SEQUENCE_NUMBER",
                    Map.of("shard", shardOf(all.get(2)), "sequenceNumber", "9223372036854775807"));

            // Then
            assertThat(at.status()).as(at.body()).isEqualTo("200");
            assertThat(fromThird).isEqualTo(bodies.subList(2, 6));
            assertThat(after.status()).as(after.body()).isEqualTo("200");
            assertThat(behindThird).isEqualTo(bodies.subList(3, 6));
            assertThat(beyond.status()).isEqualTo("InvalidArgumentException");
            assertThat(worker.drain(Duration.ofMillis(200))).isEmpty();
        }
    }

    private static String shardOf(Received record) {
        return String.valueOf(record.properties().get("sluice_shard_id"));
    }

    private static String numberOf(Received record) {
        return String.valueOf(record.properties().get("sluice_sequence_number"));
    }

    @Test
    void aGroupThatSeveralConsumersReadIsSentBackToTheBeginning() throws Exception {
        // Given
        List<String> first = Puts.put(BROKER, "shared", 0, "record", 0, 10);
        List<String> second = Puts.put(BROKER, "shared", 1, "record", 0, 10);
        try (Worker one = Worker.open(BROKER, CORE, "shared::several");
                Worker other = Worker.open(BROKER, AMQP, "shared::several")) {
            List<Worker> workers = List.of(one, other);
            await().atMost(Worker.PATIENCE).until(() -> BROKER.consumerCount("several") == 2);
            receiveAll(workers, 20);

            // When
            ControlClient.Reply reply = seek("shared::several", "TRIM_HORIZON", Map.of());
            List<Received> again = receiveAll(workers, 20);

            // Then
            assertThat(reply.status()).as(reply.body()).isEqualTo("200");
            assertThat(again).extracting(Received::body).containsExactlyInAnyOrderElementsOf(both(first, second));
            for (Worker worker : workers) {
                assertThat(worker.isUsable()).isTrue();
            }
            assertThat(ofShard(again, "shardId-000000000000")).isEqualTo(first);
            assertThat(ofShard(again, "shardId-000000000001")).isEqualTo(second);
        }
    }

    private static List<String> both(List<String> first, List<String> second) {
        List<String> both = new ArrayList<>(first);
        both.addAll(second);
        return both;
    }

    private static List<String> ofShard(List<Received> records, String shard) {
        return records.stream()
                .filter(record -> shardOf(record).equals(shard))
                .map(Received::body)
                .toList();
    }

    /** Receives and acknowledges by turns until there are so many. */
    private static List<Received> receiveAll(List<Worker> workers, int count) {
        List<Received> received = new ArrayList<>();
        long end = System.nanoTime() + Worker.PATIENCE.toNanos();
        while (received.size() < count && System.nanoTime() < end) {
            for (Worker worker : workers) {
                worker.receive(Duration.ofMillis(20)).ifPresent(record -> {
                    worker.acknowledge(record);
                    received.add(record);
                });
            }
        }
        return received;
    }
}
