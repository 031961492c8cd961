package io.sluice.broker.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.JmsClients;
import io.sluice.broker.fixture.WorkerKind.Client;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.ClientProducer;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ClientSessionFactory;
import org.apache.activemq.artemis.api.core.client.ServerLocator;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.qpid.protonj2.client.Message;
import org.apache.qpid.protonj2.client.Sender;
import org.apache.qpid.protonj2.client.StreamSender;
import org.apache.qpid.protonj2.client.StreamSenderMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Large messages, which Core and AMQP clients send in pieces, become records without a file of Artemis, whatever the client asks for. */
class StreamLargePutIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int KIB = 1024;

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            streams:
              held: { shards: 1, throughputLimits: false }
              written: { shards: 1, throughputLimits: false }
              volatile: { shards: 1, throughputLimits: false }
              limited: { shards: 1, throughputLimits: false, maximumRecordSize: 1MiB }
              wide: { shards: 1, throughputLimits: false, maximumRecordSize: 10MiB }
              asked: { shards: 1, throughputLimits: false, consumerGroups: { group: { startPosition: TRIM_HORIZON } } }
              broken: { shards: 1, throughputLimits: false }
              aborted: { shards: 1, throughputLimits: false }
            """);

    private static String url(String options) {
        return "tcp://127.0.0.1:" + BROKER.port() + "?" + options;
    }

    private static Connection connect(String options) throws JMSException {
        Connection connection = new ActiveMQConnectionFactory(url(options)).createConnection();
        connection.start();
        return connection;
    }

    private static String text(int number, int chars) {
        return number + ":" + String.valueOf((char) ('a' + number % 26)).repeat(chars);
    }

    private static List<String> texts(String stream, int count) {
        return await().atMost(PATIENCE)
                .until(
                        () -> StreamFiles.read(BROKER.configurationFile().getParent(), stream).stream()
                                .map(StreamFiles.Record::text)
                                .toList(),
                        found -> found.size() >= count);
    }

    private static FileTime lastFile() throws IOException {
        Path folder =
                BROKER.server().getConfiguration().getLargeMessagesLocation().toPath();
        return Files.getLastModifiedTime(folder);
    }

    private static void awaitNoFiles() {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(BROKER.server().getConfiguration().getLargeMessagesLocation())
                                .isEmptyDirectory());
    }

    @ParameterizedTest
    @EnumSource(
            value = Client.class,
            names = {"CORE", "QPID_JMS"})
    void aRecordNeedsNoFileAndAMessageOfAQueueDoes(Client client) throws Exception {
        // Given
        String plain = "plain." + client;
        BROKER.createQueue(plain);
        int others = texts("held", 0).size();
        FileTime before = lastFile();

        // When
        FileTime after;
        try (Connection connection = JmsClients.connect(BROKER, client);
                Session session = connection.createSession();
                MessageProducer putting = session.createProducer(session.createQueue("held"));
                MessageProducer sending = session.createProducer(session.createQueue(plain))) {
            for (int number = 0; number < 5; number++) {
                putting.send(session.createTextMessage(text(number, 200 * KIB)));
            }
            after = lastFile();
            sending.send(session.createTextMessage(text(0, 200 * KIB)));
        }

        // Then
        assertThat(texts("held", others + 5))
                .endsWith(
                        text(0, 200 * KIB),
                        text(1, 200 * KIB),
                        text(2, 200 * KIB),
                        text(3, 200 * KIB),
                        text(4, 200 * KIB));
        assertThat(after).as("no file is made for a record").isEqualTo(before);
        assertThat(lastFile()).as("one is made for a message of a queue").isGreaterThan(before);
        BROKER.queue(plain).deleteAllReferences();
        awaitNoFiles();
    }

    @ParameterizedTest
    @EnumSource(
            value = Client.class,
            names = {"CORE", "QPID_JMS"})
    void inATransactionItIsStoredWithItAndARolledBackOneIsNot(Client client) throws Exception {
        // Given
        int others = texts("written", 0).size();

        // When
        try (Connection connection = JmsClients.connect(BROKER, client);
                Session session = connection.createSession(Session.SESSION_TRANSACTED);
                MessageProducer producer = session.createProducer(session.createQueue("written"))) {
            producer.send(session.createTextMessage(text(0, 200 * KIB)));
            session.rollback();
            producer.send(session.createTextMessage(text(1, 200 * KIB)));
            session.commit();
        }

        // Then
        assertThat(texts("written", others + 1)).hasSize(others + 1).last().isEqualTo(text(1, 200 * KIB));
        awaitNoFiles();
    }

    /** They are durable like all records, and leave no file; the last client names no address in the message. */
    @ParameterizedTest
    @CsvSource({"CORE, false", "QPID_JMS, false", "QPID_JMS, true", "PROTONJ2, false"})
    void oneThatIsSentWithoutDurabilityBecomesARecord(Client client, boolean isAnonymous) throws Exception {
        // Given
        String text = text(client.ordinal(), 200 * KIB);
        int others = texts("volatile", 0).size();

        // When
        if (client == Client.PROTONJ2) {
            sendWithoutDurability(text);
        } else {
            try (Connection connection = JmsClients.connect(BROKER, client);
                    Session session = connection.createSession();
                    MessageProducer producer =
                            session.createProducer(isAnonymous ? null : session.createQueue("volatile"))) {
                producer.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
                if (isAnonymous) {
                    producer.send(session.createQueue("volatile"), session.createTextMessage(text));
                } else {
                    producer.send(session.createTextMessage(text));
                }
            }
        }

        // Then
        assertThat(texts("volatile", others + 1)).hasSize(others + 1).last().isEqualTo(text);
        awaitNoFiles();
    }

    private static void sendWithoutDurability(String text) throws Exception {
        try (org.apache.qpid.protonj2.client.Client client = org.apache.qpid.protonj2.client.Client.create();
                var connection = client.connect("127.0.0.1", BROKER.port());
                Sender sender = connection.openSender("volatile")) {
            sender.send(Message.create(text).durable(false)).awaitAccepted(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @CsvSource({"CORE, 1100", "CORE, 3000", "QPID_JMS, 1100", "QPID_JMS, 3000"})
    void oneThatIsTooLargeIsRefusedAndTheSessionGoesOn(Client client, int kib) throws Exception {
        // Given
        int before = texts("limited", 0).size();
        try (Connection connection = JmsClients.connect(BROKER, client);
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(session.createQueue("limited"))) {
            BytesMessage tooLarge = session.createBytesMessage();
            tooLarge.writeBytes(new byte[kib * KIB]);

            // When, Then
            assertThatThrownBy(() -> producer.send(tooLarge))
                    .isInstanceOf(JMSException.class)
                    .hasMessageContaining("ValidationException: the record is larger than 1048576 bytes");
            producer.send(session.createTextMessage(text(1, 500 * KIB)));
        }
        assertThat(texts("limited", before + 1)).last().isEqualTo(text(1, 500 * KIB));
    }

    @ParameterizedTest
    @EnumSource(
            value = Client.class,
            names = {"CORE", "QPID_JMS"})
    void oneOfTenMebibytesIsTakenIfTheStreamAllowsIt(Client client) throws Exception {
        // Given
        String text = text(client.ordinal(), 10_000 * KIB);
        int others = texts("wide", 0).size();

        // When
        try (Connection connection = JmsClients.connect(BROKER, client);
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(session.createQueue("wide"))) {
            producer.send(session.createTextMessage(text));
        }

        // Then
        assertThat(texts("wide", others + 1)).last().isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "compressLargeMessages=true",
                "confirmationWindowSize=1048576",
                "blockOnDurableSend=false",
                "minLargeMessageSize=1000"
            })
    void aGroupGetsWhatWasSentHoweverTheClientSendsIt(String options) throws Exception {
        // Given
        String text = text(options.length(), 400 * KIB);

        // When
        try (Connection connection = connect(options);
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(session.createQueue("asked"));
                MessageConsumer group = session.createConsumer(session.createQueue("asked::group"))) {
            TextMessage sent = session.createTextMessage(text);
            sent.setStringProperty("JMSXGroupID", "key");
            sent.setIntProperty("number", 42);
            producer.send(sent);
            TextMessage received = (TextMessage) group.receive(PATIENCE.toMillis());

            // Then
            assertThat(received).isNotNull();
            assertThat(received.getText()).isEqualTo(text);
            assertThat(received.getStringProperty("sluice_partition_key")).isEqualTo("key");
            assertThat(received.getIntProperty("number")).isEqualTo(42);
            assertThat(received.getJMSMessageID()).isEqualTo(sent.getJMSMessageID());
        }
    }

    @Test
    void oneThatBreaksOffIsForgottenAndTheNextIsWhole() throws Exception {
        // Given
        try (ServerLocator locator = ActiveMQClient.createServerLocator(url(""));
                ClientSessionFactory factory = locator.createSessionFactory();
                ClientSession session = factory.createSession();
                ClientProducer producer = session.createProducer("broken")) {
            ClientMessage breaking = session.createMessage(true);
            breaking.setBodyInputStream(new Breaking(500 * KIB));
            ClientMessage whole = session.createMessage(true);
            whole.getBodyBuffer().writeBytes(text(1, 300 * KIB).getBytes(StandardCharsets.UTF_8));

            // When
            assertThatThrownBy(() -> producer.send(breaking)).isNotNull();
            producer.send(whole);
        }

        // Then
        assertThat(texts("broken", 1)).containsExactly(text(1, 300 * KIB));
    }

    @Test
    void oneThatAnAmqpClientAbortsIsForgottenAndTheNextIsWhole() throws Exception {
        // Given
        try (org.apache.qpid.protonj2.client.Client client = org.apache.qpid.protonj2.client.Client.create();
                var connection = client.connect("127.0.0.1", BROKER.port());
                StreamSender sender = connection.openStreamSender("aborted")) {
            StreamSenderMessage aborted = sender.beginMessage();
            aborted.durable(true);
            aborted.body().write(new byte[500 * KIB]);

            // When
            aborted.abort();
            StreamSenderMessage whole = sender.beginMessage();
            whole.durable(true).groupId("key");
            try (OutputStream body = whole.body()) {
                body.write(text(1, 300 * KIB).getBytes(StandardCharsets.UTF_8));
            }
            whole.complete();

            // Then
            assertThat(whole.tracker()
                            .awaitSettlement(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                            .remoteState()
                            .isAccepted())
                    .isTrue();
        }
        assertThat(texts("aborted", 1)).containsExactly(text(1, 300 * KIB));
    }

    /** A body that cannot be read to its end. */
    private static final class Breaking extends InputStream {

        private int left;

        private Breaking(int bytes) {
            left = bytes;
        }

        @Override
        public int read() throws IOException {
            if (left-- == 0) {
                throw new IOException("broken on purpose");
            }
            return 'x';
        }
    }
}
