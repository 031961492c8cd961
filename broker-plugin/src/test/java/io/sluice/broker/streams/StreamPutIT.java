package io.sluice.broker.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import io.sluice.broker.artemis.plugin.StreamsOf;
import io.sluice.broker.artemis.stream.Stream;
import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.JmsClients;
import io.sluice.broker.fixture.MqttOptions;
import io.sluice.broker.fixture.MqttWorker;
import io.sluice.broker.fixture.Publishers;
import io.sluice.broker.fixture.StompClient;
import io.sluice.broker.fixture.StompFrame;
import io.sluice.broker.fixture.StompRefused;
import io.sluice.broker.fixture.WorkerKind.Client;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.qpid.protonj2.client.Sender;
import org.apache.qpid.protonj2.client.Tracker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is sent to the address of a stream becomes a record, or is refused and leaves the connection usable. */
class StreamPutIT {

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final String LOWEST_KEY_OF_LAST_SHARD = "255211775190703847597530955573826158592";

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            queues:
              orders: {}
            streams:
              telemetry: { shards: 4, throughputLimits: false }
              large: { maximumRecordSize: 10MiB, throughputLimits: false }
              slow: {}
            """);

    private static Path data() {
        return BROKER.configurationFile().getParent();
    }

    /** The records whose text begins so, once there are this many. */
    private static List<StreamFiles.Record> records(String stream, String prefix, int count) {
        return await().atMost(PATIENCE)
                .until(
                        () -> StreamFiles.read(data(), stream).stream()
                                .filter(record -> record.text().startsWith(prefix))
                                .toList(),
                        found -> found.size() >= count);
    }

    private static void assertIngestQueueIsEmpty(String stream) {
        await().atMost(PATIENCE).until(() -> BROKER.messageCount("sluice.stream." + stream) == 0);
    }

    @ParameterizedTest
    @EnumSource(Client.class)
    void aMessageToTheTopicOfTheNameBecomesARecordWithItsKeyAndProperties(Client client) {
        // Given
        String body = UUID.randomUUID().toString();

        // When
        Publishers.publish(BROKER, client, "telemetry", body, Map.of("JMSXGroupID", "truck-7", "colour", "red"));

        // Then
        StreamFiles.Record record = records("telemetry", body, 1).get(0);
        assertThat(record.key()).contains("truck-7");
        if (client != Client.MQTT) {
            assertThat(record.property("colour")).hasToString("red");
        }
        assertIngestQueueIsEmpty("telemetry");
    }

    @ParameterizedTest
    @EnumSource(
            value = Client.class,
            names = {"CORE", "QPID_JMS", "OPENWIRE"})
    void recordsOfOneKeyAreInOneShardInOrder(Client client) throws JMSException {
        // Given
        String prefix = UUID.randomUUID().toString();

        // When
        try (Connection connection = JmsClients.connect(BROKER, client);
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(session.createQueue("telemetry"))) {
            for (int number = 0; number < 200; number++) {
                Message message = session.createTextMessage(prefix + number);
                message.setStringProperty("JMSXGroupID", "truck-" + number % 5);
                producer.send(message, DeliveryMode.PERSISTENT, number % 10, 60_000);
            }
        }

        // Then
        List<StreamFiles.Record> all = records("telemetry", prefix, 200);
        assertThat(all).hasSize(200);
        for (int truck = 0; truck < 5; truck++) {
            String key = "truck-" + truck;
            List<StreamFiles.Record> own = all.stream()
                    .filter(record -> record.key().orElseThrow().equals(key))
                    .toList();
            assertThat(own.stream().map(record -> record.number().shard()).distinct())
                    .hasSize(1);
            assertThat(own.stream().map(record -> Integer.parseInt(record.text().substring(prefix.length()))))
                    .isSorted()
                    .hasSize(40);
        }
    }

    @ParameterizedTest
    @EnumSource(Client.class)
    void anExplicitHashKeySaysWhichShard(Client client) {
        // Given
        String body = UUID.randomUUID().toString();

        // When
        Publishers.publish(
                BROKER, client, "telemetry", body, Map.of("sluice_explicit_hash_key", LOWEST_KEY_OF_LAST_SHARD));

        // Then
        assertThat(records("telemetry", body, 1).get(0).number().shard().index())
                .isEqualTo(3);
    }

    @Test
    void recordsWithoutAKeyAreSpreadOverTheShards() throws JMSException {
        // Given
        String prefix = UUID.randomUUID().toString();

        // When
        try (Connection connection = JmsClients.connect(BROKER, Client.CORE);
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(session.createTopic("telemetry"))) {
            for (int number = 0; number < 100; number++) {
                producer.send(session.createTextMessage(prefix + number));
            }
        }

        // Then
        assertThat(records("telemetry", prefix, 100).stream()
                        .map(record -> record.number().shard())
                        .distinct())
                .hasSize(4);
    }

    @ParameterizedTest
    @EnumSource(
            value = Client.class,
            names = {"CORE", "QPID_JMS", "OPENWIRE"})
    void whatIsWrongIsRefusedAndTheSessionStaysUsable(Client client) throws JMSException {
        try (Connection connection = JmsClients.connect(BROKER, client);
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(session.createQueue("telemetry"))) {
            // Given
            Message badHash = session.createTextMessage("bad");
            badHash.setStringProperty("sluice_explicit_hash_key", "-1");
            Message badKey = session.createTextMessage("bad");
            badKey.setStringProperty("JMSXGroupID", "k".repeat(257));
            Message good = session.createTextMessage("good-" + client);
            Message tooLarge = session.createTextMessage("bad" + "x".repeat(1024 * 1024));

            // When, Then
            assertThatThrownBy(() -> producer.send(badHash)).hasMessageContaining("explicit hash key -1");
            assertThatThrownBy(() -> producer.send(badKey)).hasMessageContaining("partition key has 257 characters");
            assertThatThrownBy(() -> producer.send(tooLarge)).hasMessageContaining("larger than 1048576 bytes");
            producer.send(good);
            assertThat(records("telemetry", "good-" + client, 1)).hasSize(1);
        }
        assertThat(StreamFiles.read(data(), "telemetry"))
                .noneMatch(record -> record.text().startsWith("bad"));
    }

    @Test
    void stompAndMqttGetAnErrorToo() {
        try (StompClient stomp = StompClient.connect(BROKER.port())) {
            StompFrame bad = StompFrame.of("SEND", "destination", "telemetry", "sluice_explicit_hash_key", "x");
            assertThatThrownBy(() -> stomp.perform(bad.withBody("bad"))).isInstanceOf(StompRefused.class);
        }
        try (MqttWorker mqtt = MqttWorker.connect(BROKER.port(), MqttOptions.of(5, MqttQos.AT_LEAST_ONCE), "unused")) {
            assertThatThrownBy(() -> mqtt.send("telemetry", "bad", Map.of("sluice_explicit_hash_key", "x")))
                    .isNotNull();
        }
        assertThat(StreamFiles.read(data(), "telemetry"))
                .noneMatch(record -> record.text().startsWith("bad"));
    }

    @Test
    void mqtt3MessagesAreRecordsToo() {
        // Given
        String body = UUID.randomUUID().toString();

        // When
        try (MqttWorker mqtt = MqttWorker.connect(BROKER.port(), MqttOptions.of(3, MqttQos.AT_LEAST_ONCE), "unused")) {
            mqtt.send("telemetry", body);
        }

        // Then
        assertThat(records("telemetry", body, 1)).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Client.class,
            names = {"CORE", "QPID_JMS", "OPENWIRE"})
    void aRecordOfTenMebibytesIsTakenWhereTheStreamAllowsIt(Client client) throws JMSException {
        // Given
        byte[] body = new byte[10 * 1024 * 1024 - 100];
        byte[] mark = UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8);
        System.arraycopy(mark, 0, body, 0, mark.length);

        // When
        try (Connection connection = JmsClients.connect(BROKER, client);
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(session.createQueue("large"))) {
            BytesMessage message = session.createBytesMessage();
            message.writeBytes(body);
            producer.send(message, DeliveryMode.NON_PERSISTENT, 4, 0);
            producer.send(message, DeliveryMode.PERSISTENT, 4, 0);
        }

        // Then
        List<StreamFiles.Record> records = records("large", new String(mark, StandardCharsets.UTF_8), 2);
        assertThat(records).hasSize(2).allMatch(record -> record.text().length() == body.length);
        assertIngestQueueIsEmpty("large");
    }

    @Test
    void aShardThatGetsTooMuchRefusesIt() throws JMSException {
        try (Connection connection = JmsClients.connect(BROKER, Client.CORE);
                Session session = connection.createSession(Session.SESSION_TRANSACTED);
                MessageProducer producer = session.createProducer(session.createQueue("slow"))) {
            assertThatThrownBy(() -> {
                        for (int number = 0; number < 3_000; number++) {
                            producer.send(session.createTextMessage("x"));
                        }
                        session.commit();
                    })
                    .hasStackTraceContaining("ProvisionedThroughputExceededException");
        }
    }

    @Test
    void nobodyTakesRecordsOutOfTheIngestQueueOrSendsPastIt() throws Exception {
        try (Connection connection = JmsClients.connect(BROKER, Client.CORE);
                Session session = connection.createSession()) {
            assertThatThrownBy(() -> session.createConsumer(session.createQueue("telemetry::sluice.stream.telemetry")))
                    .hasMessageContaining("cannot be taken out");
            assertThatThrownBy(() -> session.createProducer(session.createQueue("telemetry::sluice.stream.telemetry"))
                            .send(session.createTextMessage("bad")))
                    .hasMessageContaining("not into a consumer group");
        }
        assertThatThrownBy(() -> BROKER.queue("sluice.stream.telemetry").deleteAllReferences())
                .hasMessageContaining("cannot be taken out");
        assertThatThrownBy(() ->
                        BROKER.server().destroyQueue(SimpleString.of("sluice.stream.telemetry"), null, false, true))
                .hasMessageContaining("cannot be deleted");
    }

    @ParameterizedTest
    @EnumSource(
            value = Client.class,
            names = {"CORE", "QPID_JMS"})
    void aMessageThatNoSegmentTakesIsRefusedThoughItsPropertiesCountForNoLimit(Client client) throws JMSException {
        try (Connection connection = JmsClients.connect(BROKER, client);
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(session.createQueue("telemetry"))) {
            // Given
            Stream stream = StreamsOf.stream(BROKER.server(), "telemetry");
            long before = stream.refusedRecords();
            Message bad = session.createTextMessage("bad");
            bad.setStringProperty("__x", "x".repeat(17 * 1024 * 1024));

            // When
            Throwable refusal = catchThrowable(() -> producer.send(bad, DeliveryMode.NON_PERSISTENT, 4, 0));

            // Then
            await().atMost(PATIENCE).until(() -> stream.refusedRecords() == before + 1);
            assertThat(refusal).matches(told -> told == null || told instanceof JMSException);
            producer.send(session.createTextMessage("behind-it-" + client));
            assertThat(records("telemetry", "behind-it-" + client, 1)).hasSize(1);
        }
    }

    @Test
    void largeTextIsMeasuredInUtf8AndWithItsProperties() throws JMSException {
        try (Connection connection = JmsClients.connect(BROKER, Client.CORE);
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(session.createQueue("large"))) {
            // Given
            int most = 10 * 1024 * 1024;
            Message within = session.createTextMessage("\u20ac".repeat(most / 3));
            Message beyond = session.createTextMessage("\u20ac".repeat(most / 3 + 1));
            Message withProperty = session.createTextMessage("\u20ac".repeat(most / 3 - 1));
            withProperty.setStringProperty("colour", "red");

            // When, Then
            assertThatThrownBy(() -> producer.send(beyond)).hasMessageStartingWith("ValidationException");
            assertThatThrownBy(() -> producer.send(withProperty)).hasMessageStartingWith("ValidationException");
            producer.send(within);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Client.class,
            names = {"CORE", "QPID_JMS", "OPENWIRE"})
    void aPartitionKeyOf256CharactersOfAnyKindIsTaken(Client client) throws JMSException {
        // Given
        String key = "\u20ac".repeat(256);
        String body = UUID.randomUUID().toString();

        // When
        Publishers.publish(BROKER, client, "telemetry", body, Map.of("JMSXGroupID", key));

        // Then
        assertThat(records("telemetry", body, 1).get(0).key()).contains(key);
        assertThatThrownBy(() ->
                        Publishers.publish(BROKER, client, "telemetry", "bad", Map.of("JMSXGroupID", key + "\u20ac")))
                .hasStackTraceContaining("partition key has 257 characters");
    }

    @ParameterizedTest
    @EnumSource(
            value = Client.class,
            names = {"CORE", "QPID_JMS", "OPENWIRE"})
    void aMessageWithADelayIsRefused(Client client) throws JMSException {
        try (Connection connection = JmsClients.connect(BROKER, client);
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(session.createQueue("telemetry"))) {
            // Given
            Message delayed = session.createTextMessage("bad");
            if (client == Client.OPENWIRE) {
                delayed.setLongProperty("AMQ_SCHEDULED_DELAY", 60_000);
            } else {
                producer.setDeliveryDelay(60_000);
            }

            // When, Then
            assertThatThrownBy(() -> producer.send(delayed)).hasMessageContaining("a record cannot be delayed");
        }
    }

    @Test
    void aStompMessageWithADelayIsRefused() {
        try (StompClient stomp = StompClient.connect(BROKER.port())) {
            StompFrame delayed = StompFrame.of("SEND", "destination", "telemetry", "AMQ_SCHEDULED_DELAY", "60000");
            assertThatThrownBy(() -> stomp.perform(delayed.withBody("bad")))
                    .isInstanceOf(StompRefused.class)
                    .hasMessageContaining("a record cannot be delayed");
        }
    }

    @Test
    void whatStompAbortsIsNotPut() {
        // Given
        String prefix = UUID.randomUUID().toString();
        try (StompClient stomp = StompClient.connect(BROKER.port())) {
            StompFrame put = StompFrame.of("SEND", "destination", "telemetry", "content-type", "text/plain");
            stomp.send(StompFrame.of("BEGIN", "transaction", "tx"));
            stomp.perform(put.with("transaction", "tx").withBody(prefix + "-undone"));

            // When
            stomp.perform(StompFrame.of("ABORT", "transaction", "tx"));
            stomp.perform(put.withBody(prefix + "-done"));
        }

        // Then
        assertThat(records("telemetry", prefix, 1))
                .extracting(StreamFiles.Record::text)
                .containsExactly(prefix + "-done");
    }

    @Test
    void anAmqpAnnotationAndTheNameOfJmsAsAnApplicationPropertyArePartitionKeysToo() throws Exception {
        // Given
        String prefix = UUID.randomUUID().toString();
        try (org.apache.qpid.protonj2.client.Client client = org.apache.qpid.protonj2.client.Client.create();
                org.apache.qpid.protonj2.client.Connection connection = client.connect("127.0.0.1", BROKER.port());
                Sender sender = connection.openSender("telemetry")) {
            // When
            sender.send(org.apache.qpid.protonj2.client.Message.create(prefix + 1)
                            .annotation("x-opt-partition-key", "annotated"))
                    .awaitAccepted();
            sender.send(org.apache.qpid.protonj2.client.Message.create(prefix + 2)
                            .property("JMSXGroupID", "property"))
                    .awaitAccepted();
            Tracker number = sender.send(
                    org.apache.qpid.protonj2.client.Message.create("bad").property("JMSXGroupID", 7));
            assertThatThrownBy(number::awaitAccepted).hasMessageContaining("did not accept");
        }

        // Then
        assertThat(records("telemetry", prefix, 2))
                .extracting(record -> record.key().orElse("none"))
                .containsExactlyInAnyOrder("annotated", "property");
    }
}
