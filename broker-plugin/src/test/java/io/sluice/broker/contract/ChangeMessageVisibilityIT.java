package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.qpid.protonj2.client.Client;
import org.apache.qpid.protonj2.client.Message;
import org.apache.qpid.protonj2.client.Sender;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The control request that shortens or extends the lease of one message. */
@Execution(ExecutionMode.CONCURRENT)
class ChangeMessageVisibilityIT {

    private static final String ACTION = "ChangeMessageVisibility";
    private static final int LONGEST = 43_200;

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            queues:
              "long.#": { visibilityTimeout: 60s, maxInFlightPerConsumer: unlimited }
              "short.#": { visibilityTimeout: 2s, maxInFlightPerConsumer: unlimited }
            """);

    static Stream<WorkerKind> individual() {
        return WorkerKind.individual();
    }

    private static ControlClient control() throws Exception {
        return new ControlClient(BROKER, WorkerKind.Client.CORE);
    }

    private static Map<String, Object> fields(Workshop shop, Received message, int seconds) {
        Object handle =
                message.properties().getOrDefault("ack", message.properties().get("sluice_receipt_handle"));
        return handle == null
                ? Map.of(
                        "queue", shop.queue(),
                        "messageId", Objects.requireNonNull(message.messageId()),
                        "visibilityTimeout", seconds)
                : Map.of("queue", shop.queue(), "receiptHandle", handle, "visibilityTimeout", seconds);
    }

    @ParameterizedTest
    @MethodSource("individual")
    void zeroReturnsTheMessageAtOnce(WorkerKind kind) throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "long");
                ControlClient control = control()) {
            // Given
            shop.send(kind, "m1");
            Worker worker = shop.open(kind);
            Received held = worker.receive();
            Worker other = shop.open(kind);
            // When
            ControlClient.Reply reply = control.ask(ACTION, fields(shop, held, 0));
            // Then
            assertThat(reply.status()).isEqualTo("200");
            Workshop.Delivered again = shop.firstToReceive(other, worker);
            assertThat(again.message().summary()).isEqualTo("m1#2");
            again.worker().acknowledge(again.message());
            shop.awaitEmpty();
            assertThat(held.summary()).isEqualTo("m1#1");
            shop.assertNobodyWasHarmed();
        }
    }

    @ParameterizedTest
    @MethodSource("individual")
    void anExtensionOutlivesTheOldDeadline(WorkerKind kind) throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "short");
                ControlClient control = control()) {
            // Given
            shop.send(kind, "m1");
            Worker worker = shop.open(kind);
            Received held = worker.receive();
            // When
            ControlClient.Reply reply = control.ask(ACTION, fields(shop, held, 30));
            // Then
            assertThat(reply.status()).isEqualTo("200");
            assertThat(shop.open(kind).receive(Duration.ofMillis(2800))).isEmpty();
            worker.acknowledge(held);
            shop.awaitEmpty();
            shop.assertNobodyWasHarmed();
        }
    }

    @ParameterizedTest
    @MethodSource("individual")
    void aShorterTimeoutCountsFromTheRequest(WorkerKind kind) throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "long");
                ControlClient control = control()) {
            // Given
            shop.send(kind, "m1");
            Worker worker = shop.open(kind);
            Received held = worker.receive();
            long begin = System.nanoTime();
            // When
            control.ask(ACTION, fields(shop, held, 1));
            Received again = shop.open(kind).receive();
            // Then
            assertThat(again.summary()).isEqualTo("m1#2");
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(800));
            shop.assertNobodyWasHarmed();
        }
    }

    @Test
    void aRetryDelayKeepsTheReturnedMessageHidden() throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "long");
                ControlClient control = control()) {
            // Given
            shop.send(Workshop.AMQP, "m1");
            Worker worker = shop.open(Workshop.AMQP);
            Received held = worker.receive();
            Worker other = shop.open(Workshop.AMQP);
            long begin = System.nanoTime();
            // When
            ControlClient.Reply reply = control.ask(
                    ACTION,
                    Map.of(
                            "queue",
                            shop.queue(),
                            "messageId",
                            Objects.requireNonNull(held.messageId()),
                            "visibilityTimeout",
                            0,
                            "retryDelay",
                            1000));
            Received again = shop.firstToReceive(other, worker).message();
            // Then
            assertThat(reply.status()).isEqualTo("200");
            assertThat(again.summary()).isEqualTo("m1#2");
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(900));
            shop.assertNobodyWasHarmed();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, LONGEST + 1})
    void refusesATimeoutOutsideTheRange(int seconds) throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "long");
                ControlClient control = control()) {
            // Given
            shop.send(Workshop.AMQP, "m1");
            Worker worker = shop.open(Workshop.AMQP);
            Received held = worker.receive();
            // When
            ControlClient.Reply reply = control.ask(ACTION, fields(shop, held, seconds));
            // Then
            assertThat(reply.status()).isEqualTo("InvalidParameterValue");
            assertThat(shop.open(Workshop.AMQP).receive(Duration.ofMillis(300))).isEmpty();
            worker.acknowledge(held);
            shop.awaitEmpty();
        }
    }

    @Test
    void takesATotalJustBelowTwelveHours() throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "long");
                ControlClient control = control()) {
            // Given
            shop.send(Workshop.AMQP, "m1");
            Received held = shop.open(Workshop.AMQP).receive();
            // When
            ControlClient.Reply reply = control.ask(ACTION, fields(shop, held, LONGEST - 60));
            // Then
            assertThat(reply.status()).isEqualTo("200");
        }
    }

    @Test
    void refusesATotalBeyondTwelveHoursSinceTheReceive() throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "long");
                ControlClient control = control()) {
            // Given
            shop.send(Workshop.AMQP, "m1");
            Received held = shop.open(Workshop.AMQP).receive();
            Workshop.letPass(Duration.ofMillis(1500));
            // When
            ControlClient.Reply reply = control.ask(ACTION, fields(shop, held, LONGEST - 1));
            // Then
            assertThat(reply.status()).isEqualTo("InvalidParameterValue");
            assertThat(reply.body()).contains("43200");
        }
    }

    @Test
    void refusesAnUnknownMessage() throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "long");
                ControlClient control = control()) {
            // Given
            Map<String, Object> fields =
                    Map.of("queue", shop.queue(), "messageId", "ID:nobody", "visibilityTimeout", 10);
            // When
            ControlClient.Reply reply = control.ask(ACTION, fields);
            // Then
            assertThat(reply.status()).isEqualTo("InvalidParameterValue");
        }
    }

    @Test
    void refusesAMessageThatWasDeleted() throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "long");
                ControlClient control = control()) {
            // Given
            shop.send(Workshop.AMQP, "m1");
            Worker worker = shop.open(Workshop.AMQP);
            Received done = worker.receive();
            worker.acknowledge(done);
            shop.awaitEmpty();
            // When
            ControlClient.Reply reply = control.ask(ACTION, fields(shop, done, 10));
            // Then
            assertThat(reply.status()).isEqualTo("InvalidParameterValue");
        }
    }

    @Test
    void refusesAnAmbiguousMessageIdAndTouchesNeitherMessage() throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "long");
                ControlClient control = control();
                Client client = Client.create();
                org.apache.qpid.protonj2.client.Connection connection = client.connect("127.0.0.1", BROKER.port());
                Sender sender = connection.openSender(shop.queue())) {
            // Given
            Message<String> message = Message.create("twin");
            message.messageId("same");
            sender.send(message).awaitAccepted();
            sender.send(message).awaitAccepted();
            Worker worker = shop.open(Workshop.AMQP);
            Received first = worker.receive();
            worker.receive();
            // When
            ControlClient.Reply reply = control.ask(ACTION, fields(shop, first, 0));
            // Then
            assertThat(reply.status()).isEqualTo("InvalidParameterValue");
            assertThat(shop.open(Workshop.AMQP).receive(Duration.ofMillis(300))).isEmpty();
        }
    }

    @Test
    void refusesAnUnknownQueue() throws Exception {
        try (ControlClient control = control()) {
            // Given
            Map<String, Object> fields =
                    Map.of("queue", "no-such-queue", "messageId", "ID:nobody", "visibilityTimeout", 10);
            // When
            ControlClient.Reply reply = control.ask(ACTION, fields);
            // Then
            assertThat(reply.status()).contains("NonExistentQueue");
        }
    }

    @Test
    void refusesARequestThatLacksAField() throws Exception {
        try (ControlClient control = control()) {
            // Given
            Map<String, Object> fields = Map.of("messageId", "ID:nobody", "visibilityTimeout", 10);
            // When
            ControlClient.Reply reply = control.ask(ACTION, fields);
            // Then
            assertThat(reply.status()).isEqualTo("MissingParameter");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = WorkerKind.Client.class,
            names = {"CORE", "QPID_JMS", "OPENWIRE"})
    void repliesWithJsonUnderTheSameCorrelationId(WorkerKind.Client client) throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "long");
                ControlClient control = new ControlClient(BROKER, client)) {
            // Given
            WorkerKind kind = new WorkerKind(client, WorkerKind.Acknowledgement.INDIVIDUAL);
            shop.send(kind, "m1");
            Received held = shop.open(kind).receive();
            // When
            ControlClient.Reply reply = control.ask(ACTION, fields(shop, held, 20));
            // Then
            assertThat(reply.status()).isEqualTo("200");
            assertThat(reply.body()).startsWith("{").endsWith("}");
            assertThat(reply.correlationId()).isNotBlank();
        }
    }

    @Test
    void actsWithoutAReplyAddress() throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "long");
                ControlClient control = control()) {
            // Given
            shop.send(Workshop.AMQP, "m1");
            Worker worker = shop.open(Workshop.AMQP);
            Received held = worker.receive();
            Worker other = shop.open(Workshop.AMQP);
            // When
            control.tell("NoSuchAction", Map.of());
            control.tell(ACTION, Map.of("queue", shop.queue()));
            control.tell(ACTION, fields(shop, held, 0));
            // Then
            assertThat(shop.firstToReceive(other, worker).message().summary()).isEqualTo("m1#2");
            shop.assertNobodyWasHarmed();
        }
    }

    @Test
    void keepsNoRequestInTheControlQueue() throws Exception {
        try (ControlClient control = control()) {
            // Given
            ControlClient.Reply reply = control.ask("NoSuchAction", Map.of());
            // When
            long left = BROKER.messageCount(ControlClient.CONTROL_QUEUE);
            // Then
            assertThat(reply.status()).isNotEqualTo("200");
            assertThat(left).isZero();
        }
    }
}
