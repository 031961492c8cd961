package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.StompClient;
import io.sluice.broker.fixture.StompFrame;
import io.sluice.broker.fixture.StompWorker;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.utils.collections.LinkedListIterator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What STOMP clients see of a message, and what they can ask of the broker about it. */
@Execution(ExecutionMode.CONCURRENT)
class StompMessageIT {

    private static final WorkerKind STOMP =
            new WorkerKind(WorkerKind.Client.STOMP, WorkerKind.Acknowledgement.INDIVIDUAL);

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            queues:
              "long.#": { visibilityTimeout: 30s, maxInFlightPerConsumer: unlimited }
              "short.#": { visibilityTimeout: 1s, maxInFlightPerConsumer: unlimited }
            """);

    private static StompClient connect() {
        return StompClient.connect(BROKER.port());
    }

    private static void subscribe(StompClient client, String id, Workshop shop) {
        client.perform(StompFrame.of("SUBSCRIBE", "id", id, "destination", shop.queue(), "ack", "client-individual")
                .with("consumer-window-size", "4000000"));
    }

    private static StompFrame message(StompClient client) {
        return client.message(Worker.PATIENCE).orElseThrow(() -> new AssertionError("no message came"));
    }

    private static StompFrame settlement(String command, StompFrame message) {
        return StompFrame.of(command, "id", handle(message));
    }

    private static String handle(StompFrame message) {
        return Objects.requireNonNull(message.header("ack"));
    }

    private static String summary(StompFrame message) {
        return StompWorker.received(message).summary();
    }

    @ParameterizedTest
    @EnumSource(WorkerKind.Client.class)
    void showsTheReceiveCountOfWhateverClientSentTheMessage(WorkerKind.Client sender) {
        try (Workshop shop = Workshop.at(BROKER, "long");
                StompClient client = connect()) {
            // Given
            shop.send(new WorkerKind(sender, WorkerKind.Acknowledgement.INDIVIDUAL), "m1");
            subscribe(client, "s1", shop);
            // When
            StompFrame first = message(client);
            client.perform(settlement("NACK", first));
            StompFrame second = message(client);
            // Then
            assertThat(List.of(summary(first), summary(second))).containsExactly("m1#1", "m1#2");
            client.perform(settlement("ACK", second));
            shop.awaitEmpty();
        }
    }

    @Test
    void doesNotWriteTheReceiveCountIntoTheStoredMessage() {
        try (Workshop shop = Workshop.at(BROKER, "long");
                StompClient client = connect()) {
            // Given
            shop.send(STOMP, "m1");
            subscribe(client, "s1", shop);
            StompFrame first = message(client);
            client.perform(settlement("NACK", first));
            message(client);
            // When
            client.disconnect();
            shop.awaitConsumers(0);
            // Then
            MessageReference reference = await().atMost(Worker.PATIENCE).until(() -> peek(shop), Objects::nonNull);
            assertThat(reference.getMessage().containsProperty("JMSXDeliveryCount"))
                    .isFalse();
            assertThat(reference.getDeliveryCount()).isEqualTo(1);
        }
    }

    private static @Nullable MessageReference peek(Workshop shop) {
        try (LinkedListIterator<MessageReference> waiting =
                BROKER.queue(shop.queue()).browserIterator()) {
            return waiting.hasNext() ? waiting.next() : null;
        }
    }

    @Test
    void aHeaderOfTheSenderDoesNotPassForTheReceiveCount() {
        try (Workshop shop = Workshop.at(BROKER, "long");
                StompClient client = connect()) {
            // Given
            client.perform(StompFrame.of("SEND", "destination", shop.queue(), "JMSXDeliveryCount", "77", "own", "a:b")
                    .withBody("m1"));
            // When
            subscribe(client, "s1", shop);
            // Then
            StompFrame message = message(client);
            assertThat(message.headers())
                    .containsEntry("JMSXDeliveryCount", "1")
                    .containsEntry("own", "a:b");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = WorkerKind.Client.class,
            names = {"CORE", "PROTONJ2", "STOMP"})
    void aLargeMessageIsDeliveredAgainToTheSameClientAsAWhole(WorkerKind.Client sender) {
        try (Workshop shop = Workshop.at(BROKER, "short");
                StompClient client = connect()) {
            // Given
            String body = "0123456789".repeat(30_000);
            shop.send(new WorkerKind(sender, WorkerKind.Acknowledgement.INDIVIDUAL), body);
            subscribe(client, "s1", shop);
            StompFrame first = message(client);
            // When
            StompFrame second = message(client);
            // Then
            assertThat(Stream.of(first, second).map(StompFrame::body)).allMatch(body::equals);
            assertThat(second.header("JMSXDeliveryCount")).isEqualTo("2");
            client.perform(settlement("ACK", second));
            client.perform(settlement("ACK", first));
            shop.awaitEmpty();
        }
    }

    @Test
    void aTimeoutOfOneSubscriptionDoesNotTouchAnotherOfTheSameConnection() {
        try (Workshop slow = Workshop.at(BROKER, "short");
                Workshop other = Workshop.at(BROKER, "long");
                StompClient client = connect()) {
            // Given
            slow.send(STOMP, "slow");
            other.send(STOMP, "other");
            subscribe(client, "s1", slow);
            StompFrame expiring = message(client);
            subscribe(client, "s2", other);
            StompFrame held = message(client);
            // When
            Worker colleague = slow.open(Workshop.AMQP);
            slow.finish(colleague, 1);
            StompFrame late = client.exchange(settlement("ACK", expiring));
            // Then
            assertThat(late.command()).isEqualTo("RECEIPT");
            other.assertInFlightStays(1);
            client.perform(settlement("ACK", held));
            other.awaitEmpty();
            assertThat(client.errors()).isEmpty();
        }
    }

    @Test
    void aSenderMayDelayItsMessage() {
        try (Workshop shop = Workshop.at(BROKER, "long");
                StompClient client = connect()) {
            // Given
            subscribe(client, "s1", shop);
            long begin = System.nanoTime();
            // When
            client.perform(StompFrame.of("SEND", "destination", shop.queue(), "AMQ_SCHEDULED_DELAY", "1000")
                    .withBody("m1"));
            // Then
            assertThat(summary(message(client))).isEqualTo("m1#1");
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(900));
        }
    }

    private static StompFrame request(Workshop shop, String handle, String timeout, String replyTo) {
        return StompFrame.of("SEND", "destination", "sluice.control", "action", "ChangeMessageVisibility")
                .with("queue", shop.queue())
                .with("receiptHandle", handle)
                .with("visibilityTimeout", timeout)
                .with("reply-to", replyTo)
                .with("correlation-id", "c-" + handle);
    }

    /** STOMP has no temporary queues: the client subscribes to an address of its own. */
    private static void awaitReplies(StompClient client, String replyTo) {
        client.perform(StompFrame.of("SUBSCRIBE", "id", "replies", "destination", replyTo, "ack", "auto"));
    }

    @Test
    void theAckHeaderIsTheHandleOfAControlRequest() {
        try (Workshop shop = Workshop.at(BROKER, "short");
                StompClient client = connect();
                StompClient control = connect()) {
            // Given
            shop.send(STOMP, "m1");
            subscribe(client, "s1", shop);
            message(client);
            StompFrame again = message(client);
            awaitReplies(control, "replies.extend");
            // When
            control.perform(request(shop, handle(again), "30", "replies.extend"));
            // Then
            StompFrame reply = message(control);
            assertThat(reply.headers())
                    .containsEntry("status", "200")
                    .containsEntry("correlation-id", "c-" + handle(again));
            assertThat(reply.body()).startsWith("{").contains("ChangeMessageVisibility");
            assertThat(client.message(Duration.ofMillis(1500))).isEmpty();
            client.perform(settlement("ACK", again));
            shop.awaitEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "43201", "soon"})
    void aWrongNumberInAControlRequestIsAnsweredAndClosesNothing(String timeout) {
        try (Workshop shop = Workshop.at(BROKER, "long");
                StompClient client = connect()) {
            // Given
            shop.send(STOMP, "m1");
            subscribe(client, "s1", shop);
            StompFrame held = message(client);
            String replyTo = "replies.wrong" + timeout;
            awaitReplies(client, replyTo);
            // When
            client.perform(request(shop, handle(held), timeout, replyTo));
            // Then
            assertThat(message(client).header("status")).isEqualTo("InvalidParameterValue");
            client.perform(settlement("ACK", held));
            shop.awaitEmpty();
            assertThat(client.errors()).isEmpty();
        }
    }

    @Test
    void theHandleOfAnEndedDeliveryIsRefused() {
        try (Workshop shop = Workshop.at(BROKER, "short");
                StompClient client = connect();
                StompClient control = connect()) {
            // Given
            shop.send(STOMP, "m1");
            subscribe(client, "s1", shop);
            StompFrame first = message(client);
            message(client);
            awaitReplies(control, "replies.ended");
            // When
            control.perform(request(shop, handle(first), "0", "replies.ended"));
            // Then
            assertThat(message(control).header("status")).isEqualTo("InvalidParameterValue");
        }
    }
}
