package io.sluice.broker.stream.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.artemis.plugin.StreamsOf;
import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.JmsClients;
import io.sluice.broker.fixture.WorkerKind.Client;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A shard gives 2 MiB in a second to a group, and as much to all others. Who reads more gets the next record later, never
 * earlier than that allows; how much later depends on the machine.
 */
class ReadLimitsIT {

    private static final String YAML = "streams: { telemetry: { shards: 1, maximumRecordSize: 10MiB, %s"
            + "consumerGroups: { all: { startPosition: TRIM_HORIZON } } } }";
    private static final int LARGE = 6 << 20;
    private static final Duration PAID_AFTER = Duration.ofSeconds((LARGE >> 20) / 2 - 1);
    private static final long RECEIVE_MILLIS = 30_000;

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith(YAML.formatted("throughputLimits: false, "));

    @BeforeAll
    static void recordsThatWereThereBeforeTheLimits() throws JMSException {
        try (Connection connection = JmsClients.connect(BROKER, Client.CORE);
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(session.createTopic("telemetry"))) {
            BytesMessage large = session.createBytesMessage();
            large.writeBytes(new byte[LARGE]);
            producer.send(large);
            producer.send(session.createTextMessage("behind it"));
        }
        BROKER.rewriteConfiguration(YAML.formatted(""));
        await().until(() ->
                StreamsOf.stream(BROKER.server(), "telemetry").settings().throughputLimits());
    }

    private static Duration untilTheSecondRecord(String reader, Optional<String> selector) throws JMSException {
        long begin = System.nanoTime();
        try (Connection connection = JmsClients.connect(BROKER, Client.CORE);
                Session session = connection.createSession();
                MessageConsumer consumer =
                        session.createConsumer(session.createQueue("telemetry::" + reader), selector.orElse(null))) {
            Message first = consumer.receive(RECEIVE_MILLIS);
            Message second = consumer.receive(RECEIVE_MILLIS);
            Duration took = Duration.ofNanos(System.nanoTime() - begin);
            assertThat(first).isInstanceOf(BytesMessage.class);
            assertThat(second.getBody(String.class)).isEqualTo("behind it");
            return took;
        }
    }

    @Test
    void aGroupGetsNothingMoreUntilALargeRecordIsPaidFor() throws JMSException {
        Duration took = untilTheSecondRecord("all", Optional.empty());

        assertThat(took).isGreaterThanOrEqualTo(PAID_AFTER);
    }

    @Test
    void aReaderOfAShardGetsNothingMoreUntilALargeRecordIsPaidFor() throws JMSException {
        Duration took = untilTheSecondRecord("shardId-000000000000", Optional.of("sluice_sequence_number > 0"));

        assertThat(took).isGreaterThanOrEqualTo(PAID_AFTER);
    }
}
