package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.SettlementRefused;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A received message is hidden until it is acknowledged or its visibility timeout passes. */
@Execution(ExecutionMode.CONCURRENT)
class VisibilityTimeoutIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            queues:
              "expiring.#": { visibilityTimeout: 1s, maxInFlightPerConsumer: unlimited }
              "capped.#": { visibilityTimeout: 1s, maxInFlightPerConsumer: 1 }
              "long.#": { visibilityTimeout: 30s, maxInFlightPerConsumer: unlimited }
            """);

    static Stream<WorkerKind> kinds() {
        return WorkerKind.all();
    }

    /** After the failed commit of a late transaction OpenWire shows its message once more: {@link OpenWireIT}. */
    static Stream<WorkerKind> showingNothingTwice() {
        return kinds().filter(kind ->
                kind.leavesRedeliveryToBroker() || kind.acknowledgement() != WorkerKind.Acknowledgement.TRANSACTED);
    }

    static Stream<WorkerKind> receiving() {
        return WorkerKind.ableToFail().filter(kind -> kind.acknowledgement() != WorkerKind.Acknowledgement.TRANSACTED);
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
    void hidesAMessageFromOthersWhileItIsWorkedOn(WorkerKind kind) {
        try (Workshop shop = Workshop.at(BROKER, "long")) {
            // Given
            shop.send(kind, "m1");
            Worker worker = shop.open(kind);
            Received message = worker.receive();
            // When
            Optional<Received> other = shop.open(kind.colleague()).receive(Duration.ofMillis(300));
            // Then
            assertThat(other).isEmpty();
            worker.acknowledge(message);
            shop.awaitEmpty();
            shop.assertNobodyWasHarmed();
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void returnsTheOldestCountedAndTheRestOfTheBufferUncountedInOrder(WorkerKind kind) {
        try (Workshop shop = Workshop.at(BROKER, "expiring")) {
            // Given
            shop.sendNumbered(kind, 5);
            Worker hung = shop.open(kind);
            Received held = hung.receive();
            shop.awaitInFlight(5);
            // When
            Worker healthy = shop.open(kind.colleague());
            List<String> done = shop.finish(healthy, 5);
            // Then
            assertThat(held.summary()).isEqualTo("m1#1");
            assertThat(done).containsExactly("m1#2", "m2#1", "m3#1", "m4#1", "m5#1");
            shop.awaitEmpty();
            shop.assertNobodyWasHarmed();
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void doesNotReturnAMessageBeforeItsTimeoutHasPassed(WorkerKind kind) {
        try (Workshop shop = Workshop.at(BROKER, "expiring")) {
            // Given
            Worker hung = shop.open(kind);
            shop.send(kind, "m1");
            hung.receive();
            long begin = System.nanoTime();
            // When
            Received again = shop.open(kind.colleague()).receive();
            // Then
            Duration hidden = Duration.ofNanos(System.nanoTime() - begin);
            assertThat(again.summary()).isEqualTo("m1#2");
            assertThat(hidden).isBetween(TIMEOUT.dividedBy(2), TIMEOUT.multipliedBy(4));
            shop.assertNobodyWasHarmed();
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void putsTheReturnedMessageFirstInLine(WorkerKind kind) {
        try (Workshop shop = Workshop.at(BROKER, "capped")) {
            // Given
            shop.send(kind, "m1");
            Worker hung = shop.open(kind);
            hung.receive();
            Worker healthy = shop.open(kind.colleague());
            shop.send(kind, "m0");
            shop.finish(healthy, 1);
            BROKER.queue(shop.queue()).pause();
            shop.send(kind, "m2", "m3");
            Workshop.letPass(TIMEOUT.plusMillis(500));
            // When
            BROKER.queue(shop.queue()).resume();
            List<String> done = shop.finish(healthy, 3);
            // Then
            assertThat(done).containsExactly("m1#2", "m2#1", "m3#1");
            shop.awaitEmpty();
            shop.assertNobodyWasHarmed();
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void deliversNothingToAHungConsumerWhileAnotherIsAble(WorkerKind kind) {
        try (Workshop shop = Workshop.at(BROKER, "expiring")) {
            // Given
            shop.send(kind, "stuck");
            Worker hung = shop.open(kind);
            Received held = hung.receive();
            Worker healthy = shop.open(kind.colleague());
            shop.finish(healthy, 1);
            // When
            shop.sendNumbered(kind, 6);
            List<String> done = shop.finish(healthy, 6);
            // Then
            assertThat(done).containsExactly("m1#1", "m2#1", "m3#1", "m4#1", "m5#1", "m6#1");
            assertThat(healthy.history()).startsWith("stuck#2");
            assertThat(held.summary()).isEqualTo("stuck#1");
            shop.awaitEmpty();
            shop.assertNobodyWasHarmed();
        }
    }

    @ParameterizedTest
    @MethodSource("showingNothingTwice")
    void deliversAgainToAConsumerThatCameBackToLife(WorkerKind kind) {
        try (Workshop shop = Workshop.at(BROKER, "expiring")) {
            // Given
            shop.send(kind, "stuck");
            Worker hung = shop.open(kind);
            Received held = hung.receive();
            Worker healthy = shop.open(kind.colleague());
            shop.finish(healthy, 1);
            acknowledgeLate(hung, held);
            shop.dismiss(healthy);
            // When
            shop.sendNumbered(kind, 2);
            List<String> done = shop.finish(hung, 2);
            // Then
            assertThat(done).containsExactly("m1#1", "m2#1");
            shop.awaitEmpty();
            shop.assertNobodyWasHarmed();
        }
    }

    @ParameterizedTest
    @MethodSource("receiving")
    void givesAMessageBackToAConsumerThatIsAlone(WorkerKind kind) {
        try (Workshop shop = Workshop.at(BROKER, "expiring")) {
            // Given
            shop.send(kind, "m1");
            Worker alone = shop.open(kind);
            Received first = alone.receive();
            // When
            Received second = alone.receive();
            // Then
            assertThat(List.of(first.summary(), second.summary())).containsExactly("m1#1", "m1#2");
            alone.acknowledge(second);
            alone.acknowledge(first);
            shop.awaitEmpty();
            shop.assertNobodyWasHarmed();
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void losesNothingWhenTwoConsumersHang(WorkerKind kind) {
        try (Workshop shop = Workshop.at(BROKER, "capped")) {
            // Given
            shop.sendNumbered(kind, 4);
            Worker one = shop.open(kind);
            one.receive();
            Worker two = shop.open(kind);
            two.receive();
            Workshop.letPass(TIMEOUT.multipliedBy(2));
            shop.cut(one);
            shop.cut(two);
            // When
            List<String> done = shop.finish(shop.open(kind.colleague()), 4);
            // Then
            assertThat(done)
                    .extracting(summary -> summary.substring(0, 2))
                    .containsExactlyInAnyOrder("m1", "m2", "m3", "m4");
            shop.awaitEmpty();
            shop.assertNobodyWasHarmed();
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
