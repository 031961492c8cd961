package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.Received;
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

/** What only STOMP has, or has in its own way: NACK, repeated and stale settlements, the auto mode, transactions by name. */
@Execution(ExecutionMode.CONCURRENT)
class StompIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final Duration MOMENT = Duration.ofMillis(300);
    private static final WorkerKind INDIVIDUAL =
            new WorkerKind(WorkerKind.Client.STOMP, WorkerKind.Acknowledgement.INDIVIDUAL);
    private static final WorkerKind CUMULATIVE =
            new WorkerKind(WorkerKind.Client.STOMP, WorkerKind.Acknowledgement.CLIENT);

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            queues:
              "long.#":
                visibilityTimeout: 30s
                maxInFlightPerConsumer: unlimited
                redrivePolicy: { deadLetterQueue: stomp-dlq, maxReceiveCount: 3 }
              "short.#": { visibilityTimeout: 1s, maxInFlightPerConsumer: unlimited }
              stomp-dlq: { retention: 14d }
            """);

    private static StompClient connect(String version) {
        return StompClient.connect(
                BROKER.port(), StompFrame.of("CONNECT", "accept-version", version, "host", "localhost"));
    }

    private static void subscribe(StompClient client, Workshop shop, String mode) {
        client.perform(StompFrame.of("SUBSCRIBE", "id", "s1", "destination", shop.queue(), "ack", mode));
    }

    private static StompFrame message(StompClient client) {
        return client.message(Worker.PATIENCE).orElseThrow(() -> new AssertionError("no message came"));
    }

    private static String summary(StompFrame message) {
        return StompWorker.received(message).summary();
    }

    /** An ACK or NACK as the version wants it. */
    private static StompFrame settlement(String command, StompFrame message) {
        String ack = message.header("ack");
        return ack != null
                ? StompFrame.of(command, "id", ack)
                : StompFrame.of(
                        command, "message-id", String.valueOf(message.header("message-id")), "subscription", "s1");
    }

    // ---- NACK -----------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"1.1", "1.2"})
    void aNackReturnsTheMessageCountedAndIsConfirmed(String version) {
        try (Workshop shop = Workshop.at(BROKER, "long");
                StompClient client = connect(version)) {
            // Given
            shop.sendNumbered(INDIVIDUAL, 2);
            subscribe(client, shop, "client-individual");
            StompFrame first = message(client);
            StompFrame second = message(client);
            // When
            StompFrame answer = client.exchange(settlement("NACK", first));
            // Then
            assertThat(answer.command()).isEqualTo("RECEIPT");
            StompFrame again = message(client);
            assertThat(summary(again)).isEqualTo("m1#2");
            assertThat(again.header("redelivered")).isEqualTo("true");
            client.perform(settlement("ACK", again));
            client.perform(settlement("ACK", second));
            shop.awaitEmpty();
            assertThat(client.errors()).isEmpty();
        }
    }

    @Test
    void aNackOfAClientSubscriptionCoversAllMessagesBeforeIt() {
        try (Workshop shop = Workshop.at(BROKER, "long")) {
            // Given
            shop.sendNumbered(CUMULATIVE, 4);
            Worker worker = shop.open(CUMULATIVE);
            List<Received> held = Stream.generate(worker::receive).limit(4).toList();
            // When
            worker.fail(held.get(2));
            // Then
            List<Received> again = Stream.generate(worker::receive).limit(3).toList();
            assertThat(again).extracting(Received::summary).containsExactly("m1#2", "m2#2", "m3#2");
            worker.acknowledge(held.get(3));
            shop.awaitCount(3);
            worker.acknowledge(again.get(2));
            shop.awaitEmpty();
            shop.assertNobodyWasHarmed();
        }
    }

    @Test
    void aNackMayAskForADelay() {
        try (Workshop shop = Workshop.at(BROKER, "long");
                StompClient client = connect("1.2")) {
            // Given
            shop.send(INDIVIDUAL, "m1");
            subscribe(client, shop, "client-individual");
            StompFrame first = message(client);
            long begin = System.nanoTime();
            // When
            client.perform(settlement("NACK", first).with("retryDelay", "1000"));
            // Then
            assertThat(summary(message(client))).isEqualTo("m1#2");
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(900));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "43200001", "soon"})
    void aNackWithAWrongDelayIsRefusedAndChangesNothing(String delay) {
        try (Workshop shop = Workshop.at(BROKER, "long");
                StompClient client = connect("1.2")) {
            // Given
            shop.send(INDIVIDUAL, "m1");
            subscribe(client, shop, "client-individual");
            StompFrame held = message(client);
            // When
            StompFrame answer = client.exchange(settlement("NACK", held).with("retryDelay", delay));
            // Then
            assertThat(answer.command()).isEqualTo("ERROR");
            assertThat(answer.header("message")).contains("retryDelay", delay, "43200000");
            shop.assertInFlightStays(1);
            client.perform(settlement("ACK", held));
            shop.awaitEmpty();
        }
    }

    @Test
    void nacksLeadToTheDeadLetterQueueWhoseMessagesSayWhereTheyComeFrom() {
        try (Workshop shop = Workshop.at(BROKER, "long");
                StompClient reader = connect("1.2")) {
            // Given
            shop.send(INDIVIDUAL, "poison");
            Worker worker = shop.open(INDIVIDUAL);
            // When
            shop.awaitDeadLettersWhileFailing(worker, "stomp-dlq");
            // Then
            assertThat(worker.history()).containsExactly("poison#1", "poison#2", "poison#3");
            reader.perform(StompFrame.of(
                    "SUBSCRIBE",
                    "id",
                    "dead",
                    "destination",
                    "stomp-dlq",
                    "ack",
                    "client-individual",
                    "selector",
                    "sluice_dead_letter_source = '" + shop.queue() + "'"));
            StompFrame dead = message(reader);
            assertThat(dead.headers())
                    .containsEntry("sluice_dead_letter_source", shop.queue())
                    .containsEntry("sluice_dead_letter_reason", "MaxReceiveCountExceeded")
                    .containsEntry("JMSXDeliveryCount", "1")
                    .containsKey("sluice_first_received_timestamp");
            shop.assertNobodyWasHarmed();
        }
    }

    @Test
    void aLateNackDoesNotTakeTheMessageFromTheConsumerThatHasItNow() {
        try (Workshop shop = Workshop.at(BROKER, "short")) {
            // Given
            shop.send(INDIVIDUAL, "m1");
            Worker slow = shop.open(INDIVIDUAL);
            Received held = slow.receive();
            Worker owner = shop.open(Workshop.AMQP);
            Received owned = owner.receive();
            // When
            slow.fail(held);
            // Then
            owner.acknowledge(owned);
            shop.awaitEmpty();
            assertThat(owned.summary()).isEqualTo("m1#2");
            shop.assertNobodyWasHarmed();
        }
    }

    @Test
    void aLateNackOfTheOnlyClientFailsTheReceiveThatItHasNow() {
        try (Workshop shop = Workshop.at(BROKER, "short");
                StompClient client = connect("1.2")) {
            // Given
            shop.send(INDIVIDUAL, "m1");
            subscribe(client, shop, "client-individual");
            StompFrame first = message(client);
            StompFrame second = message(client);
            // When
            client.perform(settlement("NACK", first));
            // Then
            StompFrame third = message(client);
            client.perform(settlement("ACK", third));
            client.perform(settlement("NACK", second));
            assertThat(List.of(summary(first), summary(second), summary(third)))
                    .containsExactly("m1#1", "m1#2", "m1#3");
            shop.awaitEmpty();
        }
    }

    @Test
    void aNackInATransactionWorksAtOnceWhateverBecomesOfTheTransaction() {
        try (Workshop shop = Workshop.at(BROKER, "long");
                StompClient client = connect("1.2")) {
            // Given
            shop.send(INDIVIDUAL, "m1");
            subscribe(client, shop, "client-individual");
            client.perform(StompFrame.of("BEGIN", "transaction", "t"));
            StompFrame held = message(client);
            // When
            client.perform(settlement("NACK", held).with("transaction", "t"));
            // Then
            StompFrame again = message(client);
            client.perform(StompFrame.of("ABORT", "transaction", "t"));
            client.perform(settlement("ACK", again));
            assertThat(summary(again)).isEqualTo("m1#2");
            shop.awaitEmpty();
        }
    }

    @Test
    void stomp10HasNoNackAndLosesNothingByIt() {
        try (Workshop shop = Workshop.at(BROKER, "long");
                StompClient client = connect("1.0")) {
            // Given
            shop.send(INDIVIDUAL, "m1");
            subscribe(client, shop, "client");
            StompFrame held = message(client);
            // When
            client.send(settlement("NACK", held));
            // Then
            await().atMost(Worker.PATIENCE).until(() -> !client.isOpen());
            assertThat(client.errors()).extracting(StompFrame::command).contains("ERROR");
            assertThat(shop.finish(shop.open(Workshop.AMQP), 1)).containsExactly("m1#2");
        }
    }

    @Test
    void aNackOfAQueueThatIsNotConfiguredDeletesAsInPlainArtemis() {
        try (Workshop shop = Workshop.at(BROKER, "plain");
                StompClient client = connect("1.2")) {
            // Given
            shop.send(INDIVIDUAL, "m1");
            subscribe(client, shop, "client-individual");
            StompFrame held = message(client);
            // When
            client.perform(settlement("NACK", held));
            // Then
            shop.awaitEmpty();
            assertThat(held.headers()).doesNotContainKey("JMSXDeliveryCount");
        }
    }

    // ---- settlements that come twice, late, or for nothing --------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1.1", "1.2"})
    void anAckMayBeRepeated(String version) {
        try (Workshop shop = Workshop.at(BROKER, "long");
                StompClient client = connect(version)) {
            // Given
            shop.send(INDIVIDUAL, "m1", "m2");
            subscribe(client, shop, "client-individual");
            StompFrame first = message(client);
            StompFrame second = message(client);
            client.perform(settlement("ACK", first));
            // When
            StompFrame answer = client.exchange(settlement("ACK", first));
            // Then
            assertThat(answer.command()).isEqualTo("RECEIPT");
            shop.assertCountStays(1);
            client.perform(settlement("ACK", second));
            shop.awaitEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1.1", "1.2"})
    void aRedeliveryToTheSameConsumerHasAnIdOfItsOwn(String version) {
        try (Workshop shop = Workshop.at(BROKER, "short");
                StompClient client = connect(version)) {
            // Given
            shop.send(INDIVIDUAL, "m1");
            subscribe(client, shop, "client-individual");
            StompFrame first = message(client);
            StompFrame second = message(client);
            // When
            client.perform(settlement("ACK", second));
            StompFrame late = client.exchange(settlement("ACK", first));
            // Then
            assertThat(List.of(summary(first), summary(second))).containsExactly("m1#1", "m1#2");
            assertThat(second.header("message-id")).isNotEqualTo(first.header("message-id"));
            assertThat(late.command()).isEqualTo("RECEIPT");
            shop.awaitEmpty();
            assertThat(client.isOpen()).isTrue();
        }
    }

    @Test
    void anAckAfterTheSubscriptionEndedIsHarmless() {
        try (Workshop shop = Workshop.at(BROKER, "long");
                StompClient client = connect("1.2")) {
            // Given
            shop.send(INDIVIDUAL, "m1");
            subscribe(client, shop, "client-individual");
            StompFrame held = message(client);
            client.perform(StompFrame.of("UNSUBSCRIBE", "id", "s1"));
            // When
            StompFrame answer = client.exchange(settlement("ACK", held));
            // Then
            assertThat(answer.command()).isEqualTo("RECEIPT");
            shop.assertCountStays(1);
        }
    }

    @Test
    void anAckFromAnEarlierConnectionIsHarmless() {
        try (Workshop shop = Workshop.at(BROKER, "long");
                StompClient earlier = connect("1.2");
                StompClient later = connect("1.2")) {
            // Given
            shop.send(INDIVIDUAL, "m1");
            subscribe(earlier, shop, "client-individual");
            StompFrame held = message(earlier);
            earlier.disconnect();
            // When
            StompFrame answer = later.exchange(settlement("ACK", held));
            // Then
            assertThat(answer.command()).isEqualTo("RECEIPT");
            subscribe(later, shop, "client-individual");
            assertThat(message(later).body()).isEqualTo("m1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "1,x", "1,9223372036854775807"})
    void anIdThatTheBrokerCannotHaveGivenOutIsAnError(String id) {
        try (StompClient client = connect("1.1")) {
            // Given
            StompFrame ack = StompFrame.of("ACK", "message-id", id, "subscription", "s1");
            // When
            StompFrame answer = client.exchange(ack);
            // Then
            assertThat(answer.command()).isEqualTo("ERROR");
            assertThat(answer.header("message")).isNotBlank();
            assertThat(client.isOpen()).isTrue();
        }
    }

    @Test
    void framesBehindAStaleAckInTheSamePacketAreNotHeldUp() {
        try (Workshop shop = Workshop.at(BROKER, "long");
                StompClient client = connect("1.2")) {
            // Given
            shop.send(INDIVIDUAL, "m1");
            subscribe(client, shop, "client-individual");
            StompFrame held = message(client);
            client.perform(settlement("ACK", held));
            // When
            client.sendTogether(List.of(
                    settlement("ACK", held).with("receipt", "a"),
                    settlement("ACK", held).with("receipt", "b"),
                    StompFrame.of("SEND", "destination", shop.queue(), "receipt", "c")
                            .withBody("m2")));
            // Then
            assertThat(List.of(client.awaitAnswer("a"), client.awaitAnswer("b"), client.awaitAnswer("c")))
                    .extracting(StompFrame::command)
                    .containsOnly("RECEIPT");
            assertThat(summary(message(client))).isEqualTo("m2#1");
        }
    }

    @Test
    void aWindowOfOneMessageIsGivenBackByEverySettlement() {
        try (Workshop shop = Workshop.at(BROKER, "short");
                StompClient client = connect("1.2")) {
            // Given
            shop.sendNumbered(INDIVIDUAL, 2);
            client.perform(StompFrame.of("SUBSCRIBE", "id", "s1", "destination", shop.queue())
                    .with("ack", "client-individual")
                    .with("consumer-window-size", "1"));
            StompFrame first = message(client);
            assertThat(client.message(MOMENT)).isEmpty();
            client.perform(settlement("NACK", first));
            StompFrame second = message(client);
            Workshop.letPass(TIMEOUT.plus(MOMENT));
            // When
            client.perform(settlement("ACK", second));
            // Then
            StompFrame third = message(client);
            client.perform(settlement("ACK", third));
            assertThat(List.of(summary(first), summary(second), summary(third)))
                    .containsExactly("m1#1", "m1#2", "m2#1");
            shop.awaitEmpty();
        }
    }

    // ---- auto -----------------------------------------------------------------------------------------------------

    @Test
    void anAutoSubscriptionHasAMessageDeletedWhenItIsSent() {
        try (Workshop shop = Workshop.at(BROKER, "long");
                StompClient client = connect("1.2")) {
            // Given
            shop.sendNumbered(INDIVIDUAL, 2);
            // When
            subscribe(client, shop, "auto");
            // Then
            assertThat(List.of(summary(message(client)), summary(message(client))))
                    .containsExactly("m1#1", "m2#1");
            shop.awaitEmpty();
            client.close();
            shop.awaitConsumers(0);
            shop.assertCountStays(0);
        }
    }

    // ---- the end of a connection ----------------------------------------------------------------------------------

    @Test
    void aDisconnectReturnsEverythingUncounted() {
        try (Workshop shop = Workshop.at(BROKER, "long");
                StompClient client = connect("1.2")) {
            // Given
            shop.sendNumbered(INDIVIDUAL, 3);
            subscribe(client, shop, "client-individual");
            message(client);
            shop.awaitInFlight(3);
            // When
            client.disconnect();
            // Then
            shop.awaitConsumers(0);
            assertThat(shop.finish(shop.open(Workshop.AMQP), 3)).containsExactly("m1#1", "m2#1", "m3#1");
        }
    }

    @Test
    void aClientThatMissesItsHeartBeatsIsCountedOnlyTheOldestMessage() {
        try (Workshop shop = Workshop.at(BROKER, "long")) {
            // Given
            shop.sendNumbered(INDIVIDUAL, 3);
            StompFrame connect = StompFrame.of("CONNECT", "accept-version", "1.2", "host", "localhost")
                    .with("heart-beat", "500,0");
            try (StompClient silent = StompClient.connect(BROKER.port(), connect)) {
                subscribe(silent, shop, "client-individual");
                message(silent);
                shop.awaitInFlight(3);
                // When
                await().atMost(Worker.PATIENCE).until(() -> !silent.isOpen());
            }
            // Then
            shop.awaitConsumers(0);
            assertThat(shop.finish(shop.open(Workshop.AMQP), 3)).containsExactly("m1#2", "m2#1", "m3#1");
        }
    }
}
