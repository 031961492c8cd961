package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** When the clock of a message starts: when it becomes the oldest unsettled one, or at delivery if that is asked for. */
@Execution(ExecutionMode.CONCURRENT)
class LeaseStartIT {

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            queues:
              "oldest.#": { visibilityTimeout: 1500ms, maxInFlightPerConsumer: unlimited }
              "delivery.#": { visibilityTimeout: 1500ms, maxInFlightPerConsumer: unlimited, leaseStart: delivery }
            """);

    static Stream<WorkerKind> kinds() {
        return WorkerKind.all();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void takesNothingFromASlowWorkerThatFinishesEachMessageInTime(WorkerKind kind) {
        try (Workshop shop = Workshop.at(BROKER, "oldest")) {
            // Given
            shop.sendNumbered(kind, 4);
            Worker slow = shop.open(kind);
            Received message = slow.receive();
            shop.awaitInFlight(4);
            Worker other = shop.open(kind.colleague());
            // When
            for (int i = 1; i < 4; i++) {
                assertThat(other.receive(Duration.ofMillis(700))).isEmpty();
                slow.acknowledge(message);
                message = slow.receive();
            }
            slow.acknowledge(message);
            // Then
            assertThat(slow.history()).containsExactly("m1#1", "m2#1", "m3#1", "m4#1");
            shop.awaitEmpty();
            shop.assertNobodyWasHarmed();
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void countsEveryMessageOfABufferWhenTheClockStartsAtDelivery(WorkerKind kind) {
        try (Workshop shop = Workshop.at(BROKER, "delivery")) {
            // Given
            shop.sendNumbered(kind, 4);
            Worker hung = shop.open(kind);
            hung.receive();
            shop.awaitInFlight(4);
            // When
            List<String> done = shop.finish(shop.open(kind.colleague()), 4);
            // Then
            assertThat(done).containsExactlyInAnyOrder("m1#2", "m2#2", "m3#2", "m4#2");
            shop.awaitEmpty();
            shop.assertNobodyWasHarmed();
        }
    }
}
