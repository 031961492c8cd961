package io.sluice.broker.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.artemis.plugin.StreamsOf;
import io.sluice.broker.artemis.stream.Stream;
import io.sluice.broker.contract.ControlClient;
import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.JmsClients;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.ShiftedClock;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import io.sluice.broker.fixture.WorkerKind.Acknowledgement;
import io.sluice.broker.fixture.WorkerKind.Client;
import io.sluice.broker.fixture.WorkerOptions;
import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.segment.ShardLog;
import jakarta.jms.Connection;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens to a stream as time goes by, and when the clock of the broker is put on or back. */
class StreamClockIT {

    private static final WorkerKind CORE = new WorkerKind(Client.CORE, Acknowledgement.INDIVIDUAL);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int LARGE = 700 * 1024;
    private static final String SHARD = "telemetry::shardId-000000000000";

    private final ShiftedClock clock = new ShiftedClock();
    private final EmbeddedBroker broker =
            EmbeddedBroker.configuredWith(yaml(24)).clockedBy(clock);

    private static String yaml(int hours) {
        return """
            streams:
              telemetry:
                retention: %dh
                throughputLimits: false
                consumerGroups:
                  dashboard: { startPosition: TRIM_HORIZON, visibilityTimeout: 1s }
              busy: { capacityMode: onDemand, shards: 1, throughputLimits: false, retention: %dh }
            """.formatted(hours, hours);
    }

    @BeforeEach
    void start() throws Exception {
        broker.start();
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    /** Has the files of all streams looked after, which is done when their configuration changes. */
    private void takeCare(int hours) {
        broker.rewriteConfiguration(yaml(hours));
        await().atMost(Worker.PATIENCE)
                .until(() -> stream("telemetry").settings().retention().equals(Duration.ofHours(hours)));
    }

    private Stream stream(String name) {
        return StreamsOf.stream(broker.server(), name);
    }

    private ShardLog log() {
        return stream("telemetry").log().shard(new ShardId(0)).orElseThrow();
    }

    /** Puts texts; stored when this returns. */
    private List<String> put(String stream, int length, String... texts) throws Exception {
        try (Connection connection = JmsClients.connect(broker, Client.CORE);
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(session.createTopic(stream))) {
            for (String text : texts) {
                Message message = session.createTextMessage(text + " ".repeat(Math.max(0, length - text.length())));
                message.setStringProperty("JMSXGroupID", text);
                message.setStringProperty("kind", text.substring(0, 1));
                producer.send(message);
            }
        }
        await().atMost(Worker.PATIENCE).until(() -> broker.messageCount("sluice.stream." + stream) == 0);
        return List.of(texts);
    }

    private static String[] numbered(String prefix, int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> prefix + i).toArray(String[]::new);
    }

    private Worker open(String reader, WorkerOptions options) {
        return Worker.open(broker, CORE, reader, options);
    }

    private static List<Received> receive(Worker worker, int count) {
        List<Received> received = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Received next = worker.receive();
            worker.acknowledge(next);
            received.add(next);
        }
        return received;
    }

    private List<Received> read(String selector, int count) {
        try (Worker worker = open(SHARD, WorkerOptions.DEFAULT.selecting(selector))) {
            return receive(worker, count);
        }
    }

    private static List<String> texts(List<Received> received) {
        return received.stream().map(each -> each.body().strip()).toList();
    }

    private static long arrival(Received record) {
        return ((Number) record.properties().get("sluice_arrival_timestamp")).longValue();
    }

    private static Object trimmed(Received record) {
        return record.properties().get("sluice_records_trimmed");
    }

    // ---- a clock that goes back -------------------------------------------------------------------------------------

    @Test
    void numbersGoOnWhenTheClockIsPutBackAnHourAlsoOverARestart() throws Exception {
        // Given
        put("telemetry", 0, numbered("a", 3));
        Instant before = clock.instant();

        // When
        clock.shift(HOUR.negated());
        put("telemetry", 0, numbered("b", 3));
        broker.restart();
        put("telemetry", 0, numbered("c", 3));

        // Then
        List<Received> all = read("sluice_sequence_number > 0", 9);
        assertThat(texts(all)).containsExactly("a1", "a2", "a3", "b1", "b2", "b3", "c1", "c2", "c3");
        assertThat(all)
                .extracting(each -> String.valueOf(each.properties().get("sluice_sequence_number")))
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(arrival(all.get(0)) - arrival(all.get(3))).isGreaterThan(HOUR.toMillis() - 60_000);
        assertThat(texts(read("sluice_arrival_timestamp >= " + arrival(all.get(0)), 3)))
                .containsExactly("a1", "a2", "a3");
        assertThat(texts(read("sluice_arrival_timestamp >= " + arrival(all.get(3)), 9)))
                .isEqualTo(texts(all));
        assertThat(arrival(all.get(2))).isLessThanOrEqualTo(before.toEpochMilli());
    }

    @Test
    void aGroupIsSentToATimeThatTheClockHasSeenTwice() throws Exception {
        // Given
        put("telemetry", 0, numbered("a", 3));
        clock.shift(HOUR.negated());
        put("telemetry", 0, numbered("b", 3));
        Instant betweenBoth = clock.instant().plus(HOUR.dividedBy(2));

        // When
        try (ControlClient control = new ControlClient(broker, Client.CORE)) {
            ControlClient.Reply reply = control.ask(
                    "SeekConsumerGroup",
                    Map.of(
                            "stream",
                            "telemetry",
                            "group",
                            "dashboard",
                            "startPosition",
                            "AT_TIMESTAMP",
                            "timestamp",
                            String.valueOf(betweenBoth.getEpochSecond())));
            assertThat(reply.status()).as(reply.body()).isEqualTo("200");
        }

        // Then
        try (Worker worker = open("telemetry::dashboard", WorkerOptions.DEFAULT)) {
            assertThat(texts(receive(worker, 6))).containsExactly("a1", "a2", "a3", "b1", "b2", "b3");
        }
    }

    @Test
    void aRecordOfAConsumerThatHangsComesAgainInTimeAlthoughTheClockIsPutBack() throws Exception {
        // Given
        put("telemetry", 0, numbered("a", 2));
        try (Worker hung = open("telemetry::dashboard", WorkerOptions.DEFAULT);
                Worker healthy = open("telemetry::dashboard", WorkerOptions.DEFAULT)) {
            Received first = hung.receive(Duration.ofMillis(500))
                    .or(() -> healthy.receive(Duration.ofMillis(1)))
                    .orElseThrow();

            // When
            clock.shift(HOUR.negated());

            // Then
            List<String> later = new ArrayList<>();
            await().atMost(Worker.PATIENCE).until(() -> {
                hung.receive(Duration.ofMillis(50)).map(Received::summary).ifPresent(later::add);
                healthy.receive(Duration.ofMillis(50)).map(Received::summary).ifPresent(later::add);
                return later.contains(first.body() + "#2");
            });
        }
    }

    @Test
    void retentionIsWaitedForAfterTheClockWasPutBackAndNoLonger() throws Exception {
        // Given
        put("telemetry", 0, numbered("a", 3));
        clock.shift(HOUR.negated());
        put("telemetry", 0, numbered("b", 3));

        // When
        clock.shift(Duration.ofHours(24).minusMinutes(1));
        takeCare(24 + 1);
        takeCare(24);
        put("telemetry", 0, "c"); // which is done behind that
        long kept = log().horizon();
        clock.shift(Duration.ofHours(3));
        takeCare(25);

        // Then
        assertThat(kept).isEqualTo(1);
        await().atMost(Worker.PATIENCE).until(() -> log().horizon() == 7);
    }

    // ---- trimming under readers -------------------------------------------------------------------------------------

    @Test
    void whoseRecordsWereTrimmedBeginsAtTheHorizonAndIsToldHowManyHeMissed() throws Exception {
        // Given
        put("telemetry", 0, numbered("a", 5));
        try (Worker worker = open("telemetry::dashboard", WorkerOptions.DEFAULT)) {
            assertThat(texts(receive(worker, 2))).containsExactly("a1", "a2");
        }
        broker.restart(); // so that nothing is read ahead
        clock.shift(Duration.ofHours(26));
        takeCare(25);
        await().atMost(Worker.PATIENCE).until(() -> log().horizon() == 6);

        // When
        put("telemetry", 0, "b1", "c1", "c2");

        // Then
        try (Worker worker = open("telemetry::dashboard", WorkerOptions.DEFAULT)) {
            List<Received> ofGroup = receive(worker, 3);
            assertThat(texts(ofGroup)).containsExactly("b1", "c1", "c2");
            assertThat(ofGroup).extracting(StreamClockIT::trimmed).containsExactly(3L, null, null);
        }
        List<Received> ofReader = read("sluice_sequence_number >= 2", 3);
        assertThat(texts(ofReader)).containsExactly("b1", "c1", "c2");
        assertThat(ofReader).extracting(StreamClockIT::trimmed).containsExactly(4L, null, null);
        List<Received> ofChoosy = read("sluice_sequence_number >= 2 AND kind = 'c'", 2);
        assertThat(texts(ofChoosy)).containsExactly("c1", "c2");
        assertThat(ofChoosy).extracting(StreamClockIT::trimmed).containsExactly(4L, null);
    }

    @Test
    void aReaderAtWorkFinishesWhatItHasAndIsToldWhatWasTrimmedBehindThat() throws Exception {
        // Given
        List<String> before = put("telemetry", LARGE, numbered("a", 12));
        try (Worker worker = open("telemetry::dashboard", WorkerOptions.DEFAULT.withPrefetch(0))) {
            Received first = worker.receive();
            clock.shift(Duration.ofHours(26));
            takeCare(25);
            await().atMost(Worker.PATIENCE).until(() -> log().horizon() == 13);

            // When
            put("telemetry", 0, "b");
            worker.acknowledge(first);
            List<Received> received = new ArrayList<>(List.of(first));
            while (!received.get(received.size() - 1).body().startsWith("b")) {
                received.addAll(receive(worker, 1));
            }

            // Then
            int read = received.size() - 1;
            assertThat(read).isBetween(1, 11);
            assertThat(texts(received.subList(0, read))).isEqualTo(before.subList(0, read));
            assertThat(trimmed(received.get(read))).isEqualTo((long) (12 - read));
        }
    }

    // ---- on demand --------------------------------------------------------------------------------------------------

    @Test
    void aBusyStreamOnDemandIsSplitAndItsOldShardsGoWhenTheirTimeIsOver() throws Exception {
        // Given
        put("busy", LARGE, numbered("a", 48));

        // When
        clock.shift(Duration.ofMinutes(1));
        takeCare(25);

        // Then
        Stream busy = stream("busy");
        await().atMost(Worker.PATIENCE).until(() -> busy.shardMap().open().size() == 2);
        put("busy", 0, numbered("b", 4));
        assertThat(busy.log().shards().stream().mapToLong(ShardLog::nextPlace)).allMatch(place -> place > 48);
        clock.shift(Duration.ofHours(25));
        takeCare(24);
        await().atMost(Worker.PATIENCE)
                .until(() -> busy.shardMap().find(new ShardId(0)).isEmpty());
        assertThat(busy.shardMap().open()).hasSize(2);
    }

    @Test
    void aSplitThatTheDiskRefusesIsCompletedWhenItDoesNotAndPutsGoOn() throws Exception {
        // Given
        put("busy", LARGE, numbered("a", 48));
        Path child = broker.configurationFile().resolveSibling("streams/busy/" + new ShardId(2));
        Files.createFile(child);

        // When
        clock.shift(Duration.ofMinutes(1));
        takeCare(25);
        await().atMost(Worker.PATIENCE).until(() -> catchThrowable(() -> put("busy", 0, "refused")) != null);
        Files.delete(child);

        // Then
        await().atMost(Worker.PATIENCE).ignoreExceptions().until(() -> put("busy", 0, "b") != null);
        assertThat(stream("busy").shardMap().open()).hasSize(2);
    }
}
