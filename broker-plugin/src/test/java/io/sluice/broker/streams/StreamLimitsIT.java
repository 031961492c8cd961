package io.sluice.broker.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.artemis.plugin.StreamsOf;
import io.sluice.broker.artemis.stream.StreamCounts;
import io.sluice.broker.contract.ControlClient;
import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.JmsClients;
import io.sluice.broker.fixture.Publishers;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import io.sluice.broker.fixture.WorkerKind.Acknowledgement;
import io.sluice.broker.fixture.WorkerKind.Client;
import io.sluice.broker.stream.ShardId;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    private static final int SECOND = 1024 * 1024;

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            streams:
              telemetry: { shards: %d, maximumRecordSize: 10MiB }
              clicks: { shards: %d, maximumRecordSize: 10MiB }
              asked: { shards: %d, maximumRecordSize: 10MiB, consumerGroups: { all: { startPosition: TRIM_HORIZON } } }
            """.formatted(SHARDS, SHARDS, SHARDS));

    /** Each client has a shard of its own here. */
    private static Map<String, String> toShard(int shard) {
        BigInteger lowest =
                BigInteger.TWO.pow(128).divide(BigInteger.valueOf(SHARDS)).multiply(BigInteger.valueOf(shard));
        return Map.of("sluice_explicit_hash_key", lowest.toString());
    }

    /** A record that a shard takes when it is idle, and pays for during the next seconds. */
    private static void overdraw(String stream, int shard) throws JMSException {
        try (Connection connection = JmsClients.connect(BROKER, Client.CORE);
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(session.createQueue(stream))) {
            BytesMessage message = session.createBytesMessage();
            message.writeBytes(new byte[SECONDS_OF_DEBT * SECOND - SECOND / 2]);
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
            case MQTT -> assertThat(refusal).isNotNull();
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

    private static ControlClient.Reply getRecords(ControlClient control, ShardId shard) throws JMSException {
        ControlClient.Reply iterator = control.ask(
                "GetShardIterator",
                Map.of("StreamName", "asked", "ShardId", shard.toString(), "ShardIteratorType", "TRIM_HORIZON"));
        Matcher text = Pattern.compile("\"ShardIterator\":\"([^\"]*)").matcher(iterator.body());
        assertThat(text.find()).as(iterator.body()).isTrue();
        return control.ask("GetRecords", Map.of("ShardIterator", text.group(1)));
    }
}
