package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.Worker;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.qpid.protonj2.client.Client;
import org.apache.qpid.protonj2.client.Connection;
import org.apache.qpid.protonj2.client.Delivery;
import org.apache.qpid.protonj2.client.Message;
import org.apache.qpid.protonj2.client.Receiver;
import org.apache.qpid.protonj2.client.ReceiverOptions;
import org.apache.qpid.protonj2.client.Sender;
import org.apache.qpid.protonj2.client.StreamSender;
import org.apache.qpid.protonj2.client.StreamSenderMessage;
import org.apache.qpid.protonj2.client.exceptions.ClientException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An AMQP message of many sections keeps them all in a FIFO queue, which adds its number; messages of every size do. */
@Execution(ExecutionMode.SAME_THREAD)
class FifoAmqpSectionsIT {

    private static final long SECONDS = Worker.PATIENCE.toSeconds();

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            queues:
              "sections.*.fifo": { visibilityTimeout: 1h }
              parts.fifo: { contentBasedDeduplication: true, defaultMessageGroup: all }
            """);

    @ParameterizedTest
    @ValueSource(ints = {10, 90_000, 1_000_000})
    void allSectionsAreAsTheyWereSentAndTheNumberStaysOverARestart(int length) throws Exception {
        // Given
        String queue = "sections." + length + ".fifo";
        BROKER.createQueue(queue);
        send(queue, length);

        // When
        Message<String> first = receive(queue, false);
        BROKER.restart();
        send(queue, length);
        long waiting = BROKER.messageCount(queue);
        Message<String> second = receive(queue, true);

        // Then
        assertIsWhole(first, length);
        assertIsWhole(second, length);
        assertThat(second.annotation("x-opt-sequence-number"))
                .isEqualTo(first.annotation("x-opt-sequence-number"))
                .isEqualTo(second.property("sluice_sequence_number"))
                .isInstanceOfSatisfying(
                        String.class, number -> assertThat(number).matches("[0-9]{20}"));
        assertThat(waiting).as("the repeat was dropped").isOne();
        // a client does not wait for its acknowledgement to be counted
        await().untilAsserted(() -> assertThat(BROKER.messageCount(queue)).isZero());
    }

    private static void send(String queue, int length) throws ClientException {
        try (Client client = Client.create();
                Connection connection = client.connect("127.0.0.1", BROKER.port());
                Sender sender = connection.openSender(queue)) {
            Message<String> message = Message.create("x".repeat(length));
            message.durable(true).priority((byte) 7).timeToLive(3_600_000);
            message.annotation("x-opt-own", 17L);
            message.messageId("id-1").groupId("g").subject("s").correlationId("c");
            message.property("_AMQ_DUPL_ID", "once").property("own", "text").property("number", 42);
            message.footer("x-opt-sum", "abc");
            assertThat(sender.send(message)
                            .awaitSettlement(SECONDS, TimeUnit.SECONDS)
                            .remoteState()
                            .isAccepted())
                    .isTrue();
        }
    }

    private static Message<String> receive(String queue, boolean done) throws ClientException {
        try (Client client = Client.create();
                Connection connection = client.connect("127.0.0.1", BROKER.port());
                Receiver receiver = connection.openReceiver(queue, new ReceiverOptions().autoAccept(false))) {
            Delivery delivery = receiver.receive(SECONDS, TimeUnit.SECONDS);
            assertThat(delivery).isNotNull();
            Message<String> message = delivery.message();
            if (done) {
                delivery.accept();
            } else {
                delivery.release();
            }
            return message;
        }
    }

    @Test
    void bodiesThatDifferInALaterDataSectionAreNoDuplicates() throws Exception {
        // Given, When
        sendInPieces("the first text");
        sendInPieces("another text");
        sendInPieces("the first text");

        // Then
        assertThat(BROKER.messageCount("parts.fifo")).isEqualTo(2);
    }

    /** Each piece becomes a data section. */
    private static void sendInPieces(String end) throws Exception {
        try (Client client = Client.create();
                Connection connection = client.connect("127.0.0.1", BROKER.port());
                StreamSender sender = connection.openStreamSender("parts.fifo")) {
            StreamSenderMessage message = sender.beginMessage();
            message.durable(true);
            try (OutputStream body = message.body()) {
                body.write(new byte[1_000]);
                body.flush();
                body.write(end.getBytes(StandardCharsets.UTF_8));
            }
            message.complete();
            assertThat(message.tracker()
                            .awaitSettlement(SECONDS, TimeUnit.SECONDS)
                            .remoteState()
                            .isAccepted())
                    .isTrue();
        }
    }

    private static void assertIsWhole(Message<String> message, int length) throws ClientException {
        assertThat(message.body()).hasSize(length);
        assertThat(message.durable()).isTrue();
        assertThat(message.timeToLive()).isEqualTo(3_600_000);
        assertThat(message.annotation("x-opt-own")).isEqualTo(17L);
        assertThat(message.messageId()).isEqualTo("id-1");
        assertThat(message.groupId()).isEqualTo("g");
        assertThat(message.subject()).isEqualTo("s");
        assertThat(message.correlationId()).isEqualTo("c");
        assertThat(message.footer("x-opt-sum")).isEqualTo("abc");
        var properties = new TreeMap<String, Object>();
        message.forEachProperty(properties::put);
        assertThat(properties)
                .containsEntry("_AMQ_DUPL_ID", "once")
                .containsEntry("own", "text")
                .containsEntry("number", 42);
    }
}
