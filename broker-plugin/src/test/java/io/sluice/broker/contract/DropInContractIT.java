package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.fixture.InstanceBroker;
import io.sluice.broker.fixture.Publishers;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.SettlementRefused;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of settlements holds in an instance of the official distribution that has the drop-in, for every client. */
@Execution(ExecutionMode.CONCURRENT)
class DropInContractIT {

    @RegisterExtension
    static final InstanceBroker BROKER = InstanceBroker.configuredWith("""
            queues:
              "expiring.#": { visibilityTimeout: 1s, maxInFlightPerConsumer: unlimited }
              "long.#": { visibilityTimeout: 30s, maxInFlightPerConsumer: unlimited }
              "once.#":
                visibilityTimeout: 1s
                redrivePolicy: { deadLetterQueue: dead, maxReceiveCount: 1 }
              dead: { retention: 14d }
              "ledger.*.fifo": { defaultMessageGroup: all, contentBasedDeduplication: true }
            topics:
              events:
                subscriptions:
                  all: { queue: everything }
                  some: { queue: long.some, filterPolicy: { amount: [ { numeric: [ ">", 1000 ] } ] } }
            """);

    static Stream<WorkerKind> kinds() {
        return WorkerKind.all();
    }

    static Stream<WorkerKind> oneOfEachClient() {
        return WorkerKind.individual();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void deletesWhatIsAcknowledged(WorkerKind kind) {
        try (Workshop shop = Workshop.at(BROKER, "long")) {
            // Given
            shop.sendNumbered(kind, 3);
            Worker worker = shop.open(kind);

            // When
            List<String> done = shop.finish(worker, 3);

            // Then
            assertThat(done).containsExactly("m1#1", "m2#1", "m3#1");
            shop.awaitEmpty();
            shop.assertNobodyWasHarmed();
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void returnsWhatAHungConsumerHoldsAndLeavesALateAcknowledgementWithoutEffect(WorkerKind kind) {
        try (Workshop shop = Workshop.at(BROKER, "expiring")) {
            // Given
            shop.send(kind, "m1");
            Worker hung = shop.open(kind);
            Received held = hung.receive();
            Worker healthy = shop.open(kind.colleague());
            Received again = healthy.receive();

            // When
            acknowledgeLate(hung, held);

            // Then
            assertThat(List.of(held.summary(), again.summary())).containsExactly("m1#1", "m1#2");
            shop.assertCountStays(1);
            healthy.acknowledge(again);
            shop.awaitEmpty();
            shop.assertNobodyWasHarmed();
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void movesWhatIsReceivedTooOftenToItsDeadLetterQueueWithOriginAndReason(WorkerKind kind) {
        try (Workshop shop = Workshop.at(BROKER, "once")) {
            // Given
            shop.send(kind, "poison");
            Received only = shop.open(kind).receive();

            // When
            Received dead = shop.awaitDeadLetters("dead", 1).get(0);

            // Then
            assertThat(List.of(only.body(), dead.body())).containsExactly("poison", "poison");
            assertThat(dead.properties())
                    .containsEntry("sluice_dead_letter_reason", "MaxReceiveCountExceeded")
                    .containsEntry("sluice_dead_letter_source", shop.queue());
            shop.awaitEmpty();
            shop.assertNobodyWasHarmed();
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void countsTheOldestMessageOfALostConnectionOnly(WorkerKind kind) {
        try (Workshop shop = Workshop.at(BROKER, "long")) {
            // Given
            shop.sendNumbered(kind, 3);
            Worker lost = shop.open(kind);
            lost.receive();

            // When
            shop.cut(lost);

            // Then
            assertThat(shop.finish(shop.open(kind.colleague()), 3)).containsExactly("m1#2", "m2#1", "m3#1");
            shop.awaitEmpty();
            shop.assertNobodyWasHarmed();
        }
    }

    @ParameterizedTest
    @MethodSource("oneOfEachClient")
    void leavesAQueueAloneThatIsNotInTheFile(WorkerKind kind) {
        try (Workshop shop = Workshop.at(BROKER, "plain")) {
            // Given
            shop.send(kind, "m1");
            Worker worker = shop.open(kind);
            Received held = worker.receive();

            // When
            Optional<Received> other = shop.open(kind.colleague()).receive(Duration.ofMillis(1500));

            // Then
            assertThat(other).isEmpty();
            worker.acknowledge(held);
            shop.awaitEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("oneOfEachClient")
    void keepsOrderInAFifoQueueAndDropsDuplicates(WorkerKind kind) throws Exception {
        String queue = "ledger." + kind.client() + ".fifo";
        BROKER.createQueue(queue);
        try (Workshop shop = Workshop.on(BROKER, queue)) {
            // Given
            shop.send(kind, "m1", "m2", "m1", "m3", "m2");
            Worker lost = shop.open(kind);
            Received held = lost.receive();

            // When
            shop.cut(lost);

            // Then
            assertThat(held.summary()).isEqualTo("m1#1");
            assertThat(shop.finish(shop.open(kind.colleague()), 3)).containsExactly("m1#2", "m2#1", "m3#1");
            shop.awaitEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(WorkerKind.Client.class)
    void publishesToThoseWhoseFilterPolicyAcceptsTheMessage(WorkerKind.Client client) {
        // Given
        long before = BROKER.messageCount("everything");
        long some = BROKER.messageCount("long.some");

        // When
        Publishers.publish(BROKER, client, "events", "dear", Map.of("amount", 1001));
        Publishers.publish(BROKER, client, "events", "cheap", Map.of("amount", 1000));

        // Then
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(
                        () -> assertThat(List.of(BROKER.messageCount("everything"), BROKER.messageCount("long.some")))
                                .containsExactly(before + 2, some + 1));
    }

    @Test
    void answersControlRequests() throws Exception {
        WorkerKind.Client client = WorkerKind.Client.CORE;
        WorkerKind kind = new WorkerKind(client, WorkerKind.Acknowledgement.INDIVIDUAL);
        try (Workshop shop = Workshop.at(BROKER, "long");
                ControlClient control = new ControlClient(BROKER, client)) {
            // Given
            shop.send(kind, "m1");
            Worker worker = shop.open(kind);
            Received held = worker.receive();

            // When
            ControlClient.Reply reply = control.ask(
                    "ChangeMessageVisibility",
                    Map.of("queue", shop.queue(), "messageId", held.messageId(), "visibilityTimeout", 0));

            // Then
            assertThat(reply.status()).isEqualTo("200");
            assertThat(shop.finish(worker, 1)).containsExactly("m1#2");
            shop.awaitEmpty();
        }
    }

    private static void acknowledgeLate(Worker worker, Received message) {
        try {
            worker.acknowledge(message);
        } catch (SettlementRefused rolledBack) {
            assertThat(worker.kind().acknowledgement()).isEqualTo(WorkerKind.Acknowledgement.TRANSACTED);
        }
    }
}
