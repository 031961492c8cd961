package io.sluice.broker.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import io.sluice.broker.artemis.plugin.StreamsOf;
import io.sluice.broker.artemis.stream.StreamCounts;
import io.sluice.broker.contract.ControlClient;
import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.JmsClients;
import io.sluice.broker.fixture.MqttOptions;
import io.sluice.broker.fixture.MqttWorker;
import io.sluice.broker.fixture.Publishers;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import io.sluice.broker.fixture.WorkerKind.Acknowledgement;
import io.sluice.broker.fixture.WorkerKind.Client;
import io.sluice.broker.fixture.WorkerOptions;
import io.sluice.broker.stream.ShardId;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a shard takes in a second: who sends more is told so in the terms of his protocol, and it is counted. */
class StreamLimitsIT {

    private static final int SHARDS = 8;
    private static final int FREE = 7;
    private static final int SECONDS_OF_DEBT = 10;
    private static final int SHORT_DEBT = 4;
    private static final int SECOND = 1024 * 1024;

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            streams:
              telemetry: { shards: %d, maximumRecordSize: 10MiB }
              clicks: { shards: %d, maximumRecordSize: 10MiB }
              asked: { shards: %d, maximumRecordSize: 10MiB, consumerGroups: { all: { startPosition: TRIM_HORIZON } } }
              mqtt3: { maximumRecordSize: 10MiB, shards: 1 }
              mqtt5.1: { maximumRecordSize: 10MiB, shards: 1 }
              mqtt5.2: { maximumRecordSize: 10MiB, shards: 1 }
              free: { throughputLimits: false }
            """.formatted(SHARDS, SHARDS, SHARDS));

    /** Each client has a shard of its own here. */
    private static Map<String, String> toShard(int shard) {
        BigInteger lowest =
                BigInteger.TWO.pow(128).divide(BigInteger.valueOf(SHARDS)).multiply(BigInteger.valueOf(shard));
        return Map.of("sluice_explicit_hash_key", lowest.toString());
    }

    /** A record that a shard takes when it is idle, and pays for during the next seconds. */
    private static void overdraw(String stream, int shard) throws JMSException {
        overdraw(stream, shard, SECONDS_OF_DEBT);
    }

    private static void overdraw(String stream, int shard, int seconds) throws JMSException {
        try (Connection connection = JmsClients.connect(BROKER, Client.CORE);
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(session.createQueue(stream))) {
            BytesMessage message = session.createBytesMessage();
            message.writeBytes(new byte[seconds * SECOND - SECOND / 2]);
            for (Map.Entry<String, String> property : toShard(shard).entrySet()) {
                message.setStringProperty(property.getKey(), property.getValue());
            }
            producer.send(message);
        }
    }

    private static long throttled(int shard) {
        return StreamsOf.stream(BROKER.server(), "telemetry").counts().throttled(new ShardId(shard));
    }

    @ParameterizedTest
    @EnumSource(Client.class)
    void whoSendsTooMuchIsRefusedInHisProtocolAndCounted(Client client) throws JMSException {
        // Given
        overdraw("telemetry", client.ordinal());

        // When
        Throwable refusal = catchThrowable(
                () -> Publishers.publish(BROKER, client, "telemetry", "too much", toShard(client.ordinal())));

        // Then
        switch (client) {
            case PROTONJ2 -> assertThat(refusal).hasStackTraceContaining("Remote did not accept the sent message");
            default ->
                assertThat(refusal)
                        .hasStackTraceContaining("ProvisionedThroughputExceededException: Rate exceeded for shard "
                                + new ShardId(client.ordinal()));
        }
        assertThat(throttled(client.ordinal())).isPositive();
        assertThat(throttled(FREE)).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = MqttQos.class,
            names = {"AT_LEAST_ONCE", "EXACTLY_ONCE"})
    void anMqtt5ClientIsToldSoAndPutsLaterOverTheSameConnection(MqttQos qos) throws JMSException {
        // Given
        String stream = "mqtt5." + qos.ordinal();
        StreamCounts counts = StreamsOf.stream(BROKER.server(), stream).counts();
        overdraw(stream, 0, SHORT_DEBT);
        try (MqttWorker client = MqttWorker.connect(BROKER.port(), MqttOptions.of(5, qos), "unused")) {
            // When
            Throwable refusal = catchThrowable(() -> client.send(stream, "too much"));

            // Then
            assertThat(refusal)
                    .hasMessageContaining(
                            "QUOTA_EXCEEDED ProvisionedThroughputExceededException: Rate exceeded for shard "
                                    + new ShardId(0));
            assertThat(counts.throttled(new ShardId(0))).isEqualTo(1);
            await().atMost(Worker.PATIENCE)
                    .untilAsserted(() -> assertThatNoException().isThrownBy(() -> client.send(stream, "later")));
            assertThat(client.complaints()).isEmpty();
        }
    }

    @Test
    void anMqtt3ClientIsDisconnectedAndPutsWhenItComesAgainLater() throws JMSException {
        // Given
        String stream = "mqtt3";
        MqttOptions options = MqttOptions.of(3, MqttQos.AT_LEAST_ONCE);
        StreamCounts counts = StreamsOf.stream(BROKER.server(), stream).counts();
        overdraw(stream, 0, SHORT_DEBT);
        try (MqttWorker client = MqttWorker.connect(BROKER.port(), options, "unused")) {
            // When
            Throwable refusal = catchThrowable(() -> client.send(stream, "too much"));

            // Then
            assertThat(refusal).isNotNull();
            await().atMost(Worker.PATIENCE).until(() -> !client.isUsable());
            assertThat(counts.throttled(new ShardId(0))).isPositive();
        }
        await().atMost(Worker.PATIENCE).untilAsserted(() -> {
            try (MqttWorker again = MqttWorker.connect(BROKER.port(), options, "unused")) {
                assertThatNoException().isThrownBy(() -> again.send(stream, "later"));
            }
        });
    }

    @ParameterizedTest
    @EnumSource(
            value = Client.class,
            names = {"CORE", "QPID_JMS", "OPENWIRE"})
    void whoWasRefusedPutsIntoAnotherShardOverTheSameSession(Client client) throws JMSException {
        // Given
        overdraw("clicks", client.ordinal());
        long before = StreamsOf.stream(BROKER.server(), "clicks").refusedRecords();
        try (Connection connection = JmsClients.connect(BROKER, client);
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(session.createQueue("clicks"))) {

            // When
            Throwable refusal = catchThrowable(
                    () -> producer.send(Publishers.message(session, "refused", toShard(client.ordinal()))));
            producer.send(Publishers.message(session, "taken", toShard(FREE)));

            // Then
            assertThat(refusal).hasMessageContaining("try again in");
            assertThat(StreamsOf.stream(BROKER.server(), "clicks").refusedRecords())
                    .isEqualTo(before);
        }
    }

    @Test
    void whoAsksForMoreThanAShardGivesIsRefusedAndCountedButAGroupIsNot() throws Exception {
        // Given
        overdraw("asked", 0);
        await().atMost(Worker.PATIENCE).until(() -> BROKER.messageCount("sluice.stream.asked") == 0);

        // When
        List<String> statuses = new ArrayList<>();
        try (ControlClient control = new ControlClient(BROKER, Client.CORE)) {
            for (int shard : new int[] {0, 0, FREE}) {
                statuses.add(getRecords(control, new ShardId(shard)).status());
            }
        }

        // Then
        assertThat(statuses).containsExactly("200", "ProvisionedThroughputExceededException", "200");
        StreamCounts counts = StreamsOf.stream(BROKER.server(), "asked").counts();
        assertThat(counts.throttledReads(new ShardId(0))).isEqualTo(1);
        assertThat(counts.throttledReads(new ShardId(FREE))).isZero();
        WorkerKind core = new WorkerKind(Client.CORE, Acknowledgement.INDIVIDUAL);
        try (Worker worker = Worker.open(BROKER, core, "asked::all")) {
            assertThat(worker.receive().body()).hasSizeGreaterThan(SECOND);
        }
    }

    @Test
    void whoAsksMoreThanFiveTimesInASecondIsRefusedUnlessTheLimitsAreOff() throws Exception {
        // Given
        int most = 200;
        try (ControlClient control = new ControlClient(BROKER, Client.CORE)) {
            String limited = iterator(control, "asked", new ShardId(2));
            String unlimited = iterator(control, "free", new ShardId(0));

            // When
            List<String> statuses = new ArrayList<>();
            List<String> withoutLimits = new ArrayList<>();
            while (statuses.size() < most && !statuses.contains("ProvisionedThroughputExceededException")) {
                statuses.add(control.ask("GetRecords", Map.of("ShardIterator", limited))
                        .status());
            }
            for (int i = 0; i < statuses.size(); i++) {
                withoutLimits.add(control.ask("GetRecords", Map.of("ShardIterator", unlimited))
                        .status());
            }

            // Then
            assertThat(statuses).hasSizeGreaterThan(5).last().isEqualTo("ProvisionedThroughputExceededException");
            assertThat(statuses.subList(0, statuses.size() - 1)).containsOnly("200");
            assertThat(withoutLimits).containsOnly("200");
        }
    }

    @Test
    void aReaderOfAShardWaitsUntilWhatOthersReadIsPaidFor() throws Exception {
        // Given
        ShardId shard = new ShardId(3);
        WorkerKind core = new WorkerKind(Client.CORE, Acknowledgement.INDIVIDUAL);
        overdraw("asked", shard.index());
        await().atMost(Worker.PATIENCE).until(() -> BROKER.messageCount("sluice.stream.asked") == 0);
        try (ControlClient control = new ControlClient(BROKER, Client.CORE)) {
            assertThat(getRecords(control, shard).status()).isEqualTo("200");
        }
        WorkerOptions fromTheBeginning = WorkerOptions.DEFAULT.selecting("sluice_sequence_number > 0");

        // When
        try (Worker reader = Worker.open(BROKER, core, "asked::" + shard, fromTheBeginning)) {
            Optional<Received> early = reader.receive(Duration.ofMillis(500));
            Received late = reader.receive();

            // Then
            assertThat(early).isEmpty();
            assertThat(late.body()).hasSizeGreaterThan(SECOND);
        }
    }

    private static ControlClient.Reply getRecords(ControlClient control, ShardId shard) throws JMSException {
        return control.ask("GetRecords", Map.of("ShardIterator", iterator(control, "asked", shard)));
    }

    private static String iterator(ControlClient control, String stream, ShardId shard) throws JMSException {
        ControlClient.Reply iterator = control.ask(
                "GetShardIterator",
                Map.of("StreamName", stream, "ShardId", shard.toString(), "ShardIteratorType", "TRIM_HORIZON"));
        Matcher text = Pattern.compile("\"ShardIterator\":\"([^\"]*)").matcher(iterator.body());
        assertThat(text.find()).as(iterator.body()).isTrue();
        return text.group(1);
    }
}
