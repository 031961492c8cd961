package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.StompClient;
import io.sluice.broker.fixture.StompFrame;
import io.sluice.broker.fixture.StompWorker;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Transactions that a STOMP client names in BEGIN, ACK, COMMIT and ABORT. */
@Execution(ExecutionMode.CONCURRENT)
class StompTransactionIT {

    private static final Duration PAST_THE_TIMEOUT = Duration.ofMillis(1200);
    private static final WorkerKind STOMP =
            new WorkerKind(WorkerKind.Client.STOMP, WorkerKind.Acknowledgement.INDIVIDUAL);

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            queues:
              "long.#": { visibilityTimeout: 30s, maxInFlightPerConsumer: unlimited }
              "short.#": { visibilityTimeout: 1s, maxInFlightPerConsumer: unlimited }
              "output.#": { visibilityTimeout: 30s }
            """);

    private static StompClient subscribed(Workshop shop, String version, String mode) {
        StompClient client = StompClient.connect(
                BROKER.port(), StompFrame.of("CONNECT", "accept-version", version, "host", "localhost"));
        client.perform(StompFrame.of("SUBSCRIBE", "id", "s1", "destination", shop.queue(), "ack", mode));
        return client;
    }

    private static StompFrame message(StompClient client) {
        return client.message(Worker.PATIENCE).orElseThrow(() -> new AssertionError("no message came"));
    }

    private static List<StompFrame> messages(StompClient client, int count) {
        return Stream.generate(() -> message(client)).limit(count).toList();
    }

    private static String summary(StompFrame message) {
        return StompWorker.received(message).summary();
    }

    private static StompFrame named(String command, String transaction) {
        return StompFrame.of(command, "transaction", transaction);
    }

    private static StompFrame ack(StompFrame message) {
        return StompFrame.of("ACK", "message-id", String.valueOf(message.header("message-id")), "subscription", "s1")
                .with("id", String.valueOf(message.header("message-id")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1.1", "1.2"})
    void anAckCountsWhenItsTransactionCommits(String version) {
        try (Workshop shop = Workshop.at(BROKER, "long");
                StompClient client = subscribed(shop, version, "client-individual")) {
            // Given
            shop.sendNumbered(STOMP, 2);
            List<StompFrame> held = messages(client, 2);
            client.perform(named("BEGIN", "t"));
            client.perform(ack(held.get(0)).with("transaction", "t"));
            client.perform(ack(held.get(1)).with("transaction", "t"));
            shop.assertCountStays(2);
            // When
            client.perform(named("COMMIT", "t"));
            // Then
            shop.awaitEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1.1", "1.2"})
    void anAbortReturnsWhatWasAcknowledgedCountedAndInOrder(String version) {
        try (Workshop shop = Workshop.at(BROKER, "long");
                StompClient client = subscribed(shop, version, "client")) {
            // Given
            shop.sendNumbered(STOMP, 3);
            List<StompFrame> held = messages(client, 3);
            client.perform(named("BEGIN", "t"));
            client.perform(ack(held.get(1)).with("transaction", "t"));
            // When
            client.perform(named("ABORT", "t"));
            // Then
            List<StompFrame> again = messages(client, 2);
            assertThat(again).extracting(StompTransactionIT::summary).containsExactly("m1#2", "m2#2");
            client.perform(ack(again.get(1)));
            shop.awaitEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1.1", "1.2"})
    void aCommitAfterALeaseRanOutIsAnErrorThatLeavesConnectionAndNameUsable(String version) {
        try (Workshop shop = Workshop.at(BROKER, "short");
                Workshop output = Workshop.at(BROKER, "output");
                StompClient client = subscribed(shop, version, "client-individual")) {
            // Given
            shop.send(STOMP, "m1");
            StompFrame held = message(client);
            client.perform(named("BEGIN", "t"));
            client.perform(
                    named("SEND", "t").with("destination", output.queue()).withBody("result"));
            client.perform(ack(held).with("transaction", "t"));
            Workshop.letPass(PAST_THE_TIMEOUT);
            // When
            StompFrame answer = client.exchange(named("COMMIT", "t"));
            // Then
            assertThat(answer.command()).isEqualTo("ERROR");
            assertThat(answer.header("message")).contains("rolled back", "visibility timeout");
            StompFrame again = message(client);
            client.perform(named("BEGIN", "t"));
            client.perform(ack(again).with("transaction", "t"));
            client.perform(named("COMMIT", "t"));
            assertThat(summary(again)).isEqualTo("m1#2");
            shop.awaitEmpty();
            output.assertCountStays(0);
        }
    }

    @Test
    void anAckInATransactionThatWasNotBegunIsRefusedAndChangesNothing() {
        try (Workshop shop = Workshop.at(BROKER, "long");
                StompClient client = subscribed(shop, "1.2", "client-individual")) {
            // Given
            shop.send(STOMP, "m1");
            StompFrame held = message(client);
            // When
            StompFrame answer = client.exchange(ack(held).with("transaction", "unknown"));
            // Then
            assertThat(answer.command()).isEqualTo("ERROR");
            assertThat(answer.header("message")).contains("unknown");
            shop.assertCountStays(1);
            client.perform(ack(held));
            shop.awaitEmpty();
        }
    }

    @Test
    void transactionsOfOneConnectionDoNotTouchEachOther() {
        try (Workshop shop = Workshop.at(BROKER, "long");
                StompClient client = subscribed(shop, "1.2", "client-individual")) {
            // Given
            shop.sendNumbered(STOMP, 2);
            List<StompFrame> held = messages(client, 2);
            client.perform(named("BEGIN", "one"));
            client.perform(named("BEGIN", "two"));
            client.perform(ack(held.get(0)).with("transaction", "one"));
            client.perform(ack(held.get(1)).with("transaction", "two"));
            // When
            client.perform(named("COMMIT", "one"));
            client.perform(named("ABORT", "two"));
            // Then
            StompFrame again = message(client);
            assertThat(summary(again)).isEqualTo("m2#2");
            client.perform(ack(again));
            shop.awaitEmpty();
        }
    }

    @Test
    void aRedeliveryToTheSameClientCanBeCommittedThoughTheFirstDeliveryRanOut() {
        try (Workshop shop = Workshop.at(BROKER, "short");
                StompClient client = subscribed(shop, "1.2", "client")) {
            // Given
            shop.send(STOMP, "m1");
            message(client);
            StompFrame again = message(client);
            client.perform(named("BEGIN", "t"));
            // When
            client.perform(ack(again).with("transaction", "t"));
            client.perform(named("COMMIT", "t"));
            // Then
            assertThat(summary(again)).isEqualTo("m1#2");
            shop.awaitEmpty();
        }
    }

    @Test
    void aRepeatedAckInATransactionIsHarmless() {
        try (Workshop shop = Workshop.at(BROKER, "long");
                StompClient client = subscribed(shop, "1.2", "client-individual")) {
            // Given
            shop.sendNumbered(STOMP, 2);
            List<StompFrame> held = messages(client, 2);
            client.perform(named("BEGIN", "t"));
            client.perform(ack(held.get(0)).with("transaction", "t"));
            // When
            StompFrame answer = client.exchange(ack(held.get(0)).with("transaction", "t"));
            // Then
            client.perform(named("COMMIT", "t"));
            assertThat(answer.command()).isEqualTo("RECEIPT");
            shop.awaitCount(1);
            client.perform(ack(held.get(1)));
            shop.awaitEmpty();
        }
    }

    @Test
    void anUnsubscribeLeavesAnOpenTransactionToItsEnd() {
        try (Workshop shop = Workshop.at(BROKER, "long");
                StompClient client = subscribed(shop, "1.2", "client-individual")) {
            // Given
            shop.sendNumbered(STOMP, 2);
            List<StompFrame> held = messages(client, 2);
            client.perform(named("BEGIN", "t"));
            client.perform(ack(held.get(0)).with("transaction", "t"));
            client.perform(StompFrame.of("UNSUBSCRIBE", "id", "s1"));
            shop.awaitConsumers(0);
            // When
            client.perform(named("COMMIT", "t"));
            // Then
            assertThat(shop.finish(shop.open(Workshop.AMQP), 1)).containsExactly("m2#1");
            shop.awaitEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aConnectionThatEndsInATransactionReturnsWhatWasAcknowledged(boolean saysDisconnect) {
        try (Workshop shop = Workshop.at(BROKER, "long");
                StompClient client = subscribed(shop, "1.2", "client-individual")) {
            // Given
            shop.sendNumbered(STOMP, 2);
            List<StompFrame> held = messages(client, 2);
            client.perform(named("BEGIN", "t"));
            client.perform(ack(held.get(0)).with("transaction", "t"));
            // When
            if (saysDisconnect) {
                client.disconnect();
            } else {
                client.close();
            }
            // Then
            shop.awaitConsumers(0);
            List<String> done = shop.finish(shop.open(Workshop.AMQP), 2);
            assertThat(done).containsExactlyInAnyOrder("m1#2", "m2#1");
            shop.awaitEmpty();
        }
    }
}
