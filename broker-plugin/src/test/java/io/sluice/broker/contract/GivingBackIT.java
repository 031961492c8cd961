package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.ProtonWorker;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import io.sluice.broker.fixture.WorkerOptions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.activemq.artemis.api.core.ActiveMQConnectionTimedOutException;
import org.apache.qpid.protonj2.client.Delivery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages that return before their visibility timeout: in which order, and whether the receive counts. */
@Execution(ExecutionMode.CONCURRENT)
class GivingBackIT {

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            queues:
              "back.#":
                visibilityTimeout: 30s
                maxInFlightPerConsumer: unlimited
                redrivePolicy: { deadLetterQueue: back-dlq, maxReceiveCount: 10 }
              back-dlq: { retention: 14d }
            """);

    static Stream<WorkerKind> kinds() {
        return WorkerKind.all();
    }

    static Stream<WorkerKind> ableToFail() {
        return WorkerKind.ableToFail();
    }

    @Test
    void returnsAReleasedMessageUncounted() {
        try (Workshop shop = Workshop.at(BROKER, "back")) {
            // Given
            shop.sendNumbered(Workshop.AMQP, 3);
            ProtonWorker worker = (ProtonWorker) shop.open(Workshop.AMQP);
            Received first = worker.receive();
            Received second = worker.receive();
            Received third = worker.receive();
            worker.acknowledge(second);
            // When
            worker.settle(third, Delivery::release);
            worker.settle(first, Delivery::release);
            // Then
            assertThat(List.of(worker.receive().body(), worker.receive().body()))
                    .containsExactlyInAnyOrder("m1", "m3");
            assertThat(worker.history()).contains("m1#1", "m3#1").doesNotContain("m1#2", "m3#2");
            shop.assertCountStays(2);
            shop.assertNobodyWasHarmed();
        }
    }

    @Test
    void returnsReleasedMessagesToTheirPlacesInTheQueue() {
        try (Workshop shop = Workshop.at(BROKER, "back")) {
            // Given
            shop.sendNumbered(Workshop.AMQP, 5);
            ProtonWorker worker = (ProtonWorker) shop.open(Workshop.AMQP);
            List<Received> held = Stream.generate(worker::receive).limit(5).toList();
            // When
            shop.lose(worker, () -> {
                worker.receiver().detachAsync();
                worker.close();
            });
            // Then
            List<String> done = shop.finish(shop.open(Workshop.AMQP), held.size());
            assertThat(done)
                    .extracting(summary -> summary.substring(0, 2))
                    .containsExactly("m1", "m2", "m3", "m4", "m5");
        }
    }

    @Test
    void sendsAMessageAgainToWhoReleasedItIfTheOtherConsumerHasNoCreditAnyMore() throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "back")) {
            // Given
            ProtonWorker releasing = (ProtonWorker) shop.open(Workshop.AMQP, WorkerOptions.DEFAULT.withPrefetch(0));
            ProtonWorker busy = (ProtonWorker) shop.open(Workshop.AMQP, WorkerOptions.DEFAULT.withPrefetch(0));
            releasing.receiver().addCredit(2);
            shop.send(Workshop.AMQP, "m1");
            Delivery released = releasing.receiver().receive(10, TimeUnit.SECONDS);
            busy.receiver().addCredit(1);
            busy.awaitBroker();
            shop.send(Workshop.AMQP, "m2");
            assertThat(busy.receiver().receive(10, TimeUnit.SECONDS)).isNotNull();
            // When
            BROKER.queue(shop.queue()).pause();
            released.release();
            releasing.awaitBroker();
            BROKER.queue(shop.queue()).resume();
            // Then
            assertThat(releasing.receiver().receive(10, TimeUnit.SECONDS)).isNotNull();
        }
    }

    @Test
    void countsAMessageThatIsModifiedAsFailed() {
        try (Workshop shop = Workshop.at(BROKER, "back")) {
            // Given
            shop.send(Workshop.AMQP, "m1");
            ProtonWorker worker = (ProtonWorker) shop.open(Workshop.AMQP);
            Received first = worker.receive();
            // When
            worker.settle(first, delivery -> delivery.modified(true, false));
            // Then
            assertThat(shop.finish(worker, 1)).containsExactly("m1#2");
            shop.awaitEmpty();
            shop.assertNobodyWasHarmed();
        }
    }

    @Test
    void doesNotCountAMessageThatIsModifiedWithoutFailure() {
        try (Workshop shop = Workshop.at(BROKER, "back")) {
            // Given
            shop.send(Workshop.AMQP, "m1");
            ProtonWorker worker = (ProtonWorker) shop.open(Workshop.AMQP);
            Received first = worker.receive();
            // When
            worker.settle(first, delivery -> delivery.modified(false, false));
            // Then
            assertThat(shop.finish(worker, 1)).containsExactly("m1#1");
            shop.awaitEmpty();
            shop.assertNobodyWasHarmed();
        }
    }

    @ParameterizedTest
    @MethodSource("ableToFail")
    void countsARecoveredOrRolledBackMessage(WorkerKind kind) {
        try (Workshop shop = Workshop.at(BROKER, "back")) {
            // Given
            shop.send(kind, "m1");
            Worker worker = shop.open(kind);
            Received first = worker.receive();
            // When
            worker.fail(first);
            // Then
            assertThat(shop.finish(worker, 1)).containsExactly("m1#2");
            shop.awaitEmpty();
            shop.assertNobodyWasHarmed();
        }
    }

    @ParameterizedTest
    @MethodSource("ableToFail")
    void keepsTheOrderAfterARecoverOrRollback(WorkerKind kind) {
        try (Workshop shop = Workshop.at(BROKER, "back")) {
            // Given
            shop.sendNumbered(kind, 4);
            Worker worker = shop.open(kind);
            Received first = worker.receive();
            shop.awaitInFlight(4);
            // When
            worker.fail(first);
            // Then
            assertThat(shop.finish(worker, 4))
                    .extracting(summary -> summary.substring(0, 2))
                    .containsExactlyInAnyOrder("m1", "m2", "m3", "m4");
            shop.awaitEmpty();
            shop.assertNobodyWasHarmed();
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void countsOnlyTheOldestMessageWhenTheConnectionDies(WorkerKind kind) {
        try (Workshop shop = Workshop.at(BROKER, "back")) {
            // Given
            shop.sendNumbered(kind, 4);
            Worker worker = shop.open(kind);
            worker.receive();
            shop.awaitInFlight(4);
            // When
            shop.cut(worker);
            // Then
            List<String> done = shop.finish(shop.open(kind.colleague()), 4);
            assertThat(done).containsExactly("m1#2", "m2#1", "m3#1", "m4#1");
            shop.awaitEmpty();
            shop.assertNobodyWasHarmed();
        }
    }

    /** As when a client's heart-beats stop: the socket is open still. */
    @ParameterizedTest
    @MethodSource("kinds")
    void countsOnlyTheOldestMessageWhenTheBrokerGivesTheConnectionUp(WorkerKind kind) {
        try (Workshop shop = Workshop.at(BROKER, "back")) {
            // Given
            shop.sendNumbered(kind, 3);
            Worker worker = shop.open(kind);
            worker.receive();
            shop.awaitInFlight(3);
            // When
            shop.lose(worker, () -> giveUpConnectionsAt(shop.queue()));
            // Then
            List<String> done = shop.finish(shop.open(kind.colleague()), 3);
            assertThat(done).containsExactly("m1#2", "m2#1", "m3#1");
            shop.awaitEmpty();
        }
    }

    private static void giveUpConnectionsAt(String queue) {
        BROKER.server().getSessions().stream()
                .filter(session -> session.getServerConsumers().stream()
                        .anyMatch(consumer ->
                                consumer.getQueue().getName().toString().equals(queue)))
                .forEach(session -> session.getRemotingConnection()
                        .fail(new ActiveMQConnectionTimedOutException("given up by the test")));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void countsTheMessageInWorkAndNotTheOneBehindItWhenSomethingWasDoneBefore(WorkerKind kind) {
        try (Workshop shop = Workshop.at(BROKER, "back")) {
            // Given
            shop.sendNumbered(kind, 4);
            Worker worker = shop.open(kind);
            shop.finish(worker, 2);
            worker.receive();
            shop.awaitCount(2);
            // When
            shop.cut(worker);
            // Then
            List<String> done = shop.finish(shop.open(kind.colleague()), 2);
            assertThat(done).containsExactly("m3#2", "m4#1");
            shop.awaitEmpty();
            shop.assertNobodyWasHarmed();
        }
    }

    @ParameterizedTest
    @MethodSource("ableToFail")
    void returnsABufferInOrderAndUncountedWhenTheConsumerCloses(WorkerKind kind) {
        try (Workshop shop = Workshop.at(BROKER, "back")) {
            // Given
            shop.sendNumbered(kind, 5);
            Worker worker = shop.open(kind);
            shop.finish(worker, 1);
            shop.awaitCount(4);
            // When
            worker.closeConsumer();
            shop.awaitConsumers(0);
            // Then
            List<String> done = shop.finish(shop.open(kind.colleague()), 4);
            assertThat(done).containsExactly("m2#1", "m3#1", "m4#1", "m5#1");
            shop.awaitEmpty();
        }
    }

    @Test
    void sendsARejectedMessageToTheDeadLetterQueueAtOnce() {
        try (Workshop shop = Workshop.at(BROKER, "back")) {
            // Given
            shop.sendNumbered(Workshop.AMQP, 3);
            ProtonWorker worker = (ProtonWorker) shop.open(Workshop.AMQP);
            Received first = worker.receive();
            // When
            worker.settle(first, delivery -> delivery.reject("orders:malformed", "no customer"));
            // Then
            assertThat(shop.finish(worker, 2)).containsExactly("m2#1", "m3#1");
            List<Received> dead = shop.awaitDeadLetters("back-dlq", 1);
            assertThat(dead.get(0).body()).isEqualTo("m1");
            assertThat(dead.get(0).properties())
                    .containsEntry("sluice_dead_letter_reason", "Rejected")
                    .containsEntry("sluice_dead_letter_source", shop.queue())
                    .containsEntry("_AMQ_ORIG_QUEUE", shop.queue())
                    .containsKey("sluice_first_received_timestamp");
            shop.awaitEmpty();
            shop.assertNobodyWasHarmed();
        }
    }

    @Test
    void sendsAMessageThatIsUndeliverableHereToNoOtherPlace() {
        try (Workshop shop = Workshop.at(BROKER, "back")) {
            // Given
            shop.send(Workshop.AMQP, "m1");
            ProtonWorker picky = (ProtonWorker) shop.open(Workshop.AMQP);
            Received first = picky.receive();
            // When
            picky.settle(first, delivery -> delivery.modified(true, true));
            // Then
            Worker other = shop.open(Workshop.AMQP);
            assertThat(shop.finish(other, 1)).containsExactly("m1#2");
            shop.awaitEmpty();
            shop.assertNobodyWasHarmed();
        }
    }
}
