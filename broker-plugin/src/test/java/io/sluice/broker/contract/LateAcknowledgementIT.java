package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.ProtonWorker;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import java.time.Duration;
import java.util.stream.Stream;
import org.apache.qpid.protonj2.client.Delivery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an acknowledgement does that comes after the visibility timeout. */
@Execution(ExecutionMode.CONCURRENT)
class LateAcknowledgementIT {

    private static final Duration TIMEOUT = Duration.ofMillis(1500);

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            queues:
              "late.#":
                visibilityTimeout: 1500ms
                maxInFlightPerConsumer: unlimited
                redrivePolicy: { deadLetterQueue: late-dlq, maxReceiveCount: 10 }
              late-dlq: { retention: 14d }
            """);

    static Stream<WorkerKind> acknowledging() {
        return WorkerKind.acknowledging();
    }

    /** The MQTT client refuses by itself to acknowledge one message twice, with Sluice and without. */
    static Stream<WorkerKind> acknowledgingTwice() {
        return WorkerKind.acknowledging()
                .filter(kind -> kind.acknowledgement() == WorkerKind.Acknowledgement.CLIENT
                        || kind.client() != WorkerKind.Client.MQTT);
    }

    @ParameterizedTest
    @MethodSource("acknowledging")
    void deletesAMessageThatNobodyElseReceived(WorkerKind kind) {
        try (Workshop shop = Workshop.at(BROKER, "late")) {
            // Given
            shop.send(kind, "m1");
            Worker slow = shop.open(kind);
            Received message = slow.receive();
            Workshop.letPass(TIMEOUT.plusMillis(500));
            // When
            slow.acknowledge(message);
            // Then
            shop.awaitEmpty();
            shop.assertNobodyWasHarmed();
            assertThat(shop.deadLetters("late-dlq")).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("acknowledging")
    void leavesAMessageWithTheConsumerThatHasItNow(WorkerKind kind) {
        try (Workshop shop = Workshop.at(BROKER, "late")) {
            // Given
            shop.send(kind, "m1");
            Worker slow = shop.open(kind);
            Received message = slow.receive();
            ProtonWorker owner = (ProtonWorker) shop.open(Workshop.AMQP);
            Received owned = owner.receive();
            // When
            slow.acknowledge(message);
            // Then
            shop.assertCountStays(1);
            shop.dismiss(slow);
            owner.settle(owned, delivery -> delivery.modified(true, false));
            assertThat(shop.finish(owner, 1)).containsExactly("m1#3");
            shop.awaitEmpty();
            shop.assertNobodyWasHarmed();
        }
    }

    @ParameterizedTest
    @MethodSource("acknowledging")
    void leavesAMessageThatAnotherConsumerHadSince(WorkerKind kind) {
        try (Workshop shop = Workshop.at(BROKER, "late")) {
            // Given
            shop.send(kind, "m1");
            Worker slow = shop.open(kind);
            Received message = slow.receive();
            ProtonWorker since = (ProtonWorker) shop.open(Workshop.AMQP);
            Received owned = since.receive();
            BROKER.queue(shop.queue()).pause();
            since.settle(owned, delivery -> delivery.modified(true, false));
            // When
            slow.acknowledge(message);
            // Then
            shop.assertCountStays(1);
            shop.dismiss(slow);
            BROKER.queue(shop.queue()).resume();
            assertThat(shop.finish(since, 1)).containsExactly("m1#3");
            shop.awaitEmpty();
            shop.assertNobodyWasHarmed();
        }
    }

    @ParameterizedTest
    @MethodSource("acknowledging")
    void isHarmlessAfterAnotherConsumerHasFinished(WorkerKind kind) {
        try (Workshop shop = Workshop.at(BROKER, "late")) {
            // Given
            shop.send(kind, "m1");
            Worker slow = shop.open(kind);
            Received message = slow.receive();
            Worker other = shop.open(Workshop.AMQP);
            shop.finish(other, 1);
            // When
            slow.acknowledge(message);
            // Then
            shop.awaitEmpty();
            shop.send(kind, "next");
            Workshop.Delivered next = shop.firstToReceive(other, slow);
            next.worker().acknowledge(next.message());
            assertThat(next.message().summary()).isEqualTo("next#1");
            shop.awaitEmpty();
            shop.assertNobodyWasHarmed();
        }
    }

    @ParameterizedTest
    @MethodSource("acknowledgingTwice")
    void mayBeRepeated(WorkerKind kind) {
        try (Workshop shop = Workshop.at(BROKER, "late")) {
            // Given
            shop.send(kind, "m1", "m2");
            Worker slow = shop.open(kind);
            Received message = slow.receive();
            Worker other = shop.open(Workshop.AMQP);
            shop.finish(other, 2);
            // When
            slow.acknowledge(message);
            slow.acknowledge(message);
            // Then
            shop.awaitEmpty();
            shop.assertNobodyWasHarmed();
        }
    }

    @ParameterizedTest
    @MethodSource("acknowledgingTwice")
    void mayBeRepeatedInTimeWithoutHarmToTheNextMessage(WorkerKind kind) {
        try (Workshop shop = Workshop.at(BROKER, "late")) {
            // Given
            shop.send(kind, "m1", "m2");
            Worker worker = shop.open(kind);
            Received first = worker.receive();
            worker.acknowledge(first);
            worker.acknowledge(first);
            // When
            Received second = worker.receive();
            worker.acknowledge(first);
            worker.acknowledge(second);
            // Then
            assertThat(second.summary()).isEqualTo("m2#1");
            shop.awaitEmpty();
            shop.assertNobodyWasHarmed();
        }
    }

    @Test
    void aLateRejectionAfterAnotherConsumerAcceptedChangesNothing() {
        try (Workshop shop = Workshop.at(BROKER, "late")) {
            // Given
            shop.send(Workshop.AMQP, "m1");
            ProtonWorker slow = (ProtonWorker) shop.open(Workshop.AMQP);
            Received message = slow.receive();
            Worker other = shop.open(Workshop.AMQP);
            shop.finish(other, 1);
            // When
            slow.settle(message, delivery -> delivery.reject("test", "too late"));
            // Then
            shop.awaitEmpty();
            assertThat(shop.deadLetters("late-dlq")).isEmpty();
            shop.assertNobodyWasHarmed();
        }
    }

    static Stream<ProtonWorker.Outcome> contradictions() {
        return Stream.of(
                delivery -> delivery.reject("test", "too late"),
                Delivery::release,
                delivery -> delivery.modified(true, false),
                delivery -> delivery.modified(true, true));
    }

    @ParameterizedTest
    @MethodSource("contradictions")
    void aLateOutcomeDoesNotTakeTheMessageFromTheConsumerThatHasItNow(ProtonWorker.Outcome outcome) {
        try (Workshop shop = Workshop.at(BROKER, "late")) {
            // Given
            shop.send(Workshop.AMQP, "m1");
            ProtonWorker slow = (ProtonWorker) shop.open(Workshop.AMQP);
            Received message = slow.receive();
            Worker owner = shop.open(Workshop.AMQP);
            Received owned = owner.receive();
            // When
            slow.settle(message, outcome);
            // Then
            shop.assertCountStays(1);
            owner.acknowledge(owned);
            shop.awaitEmpty();
            assertThat(shop.deadLetters("late-dlq")).isEmpty();
            shop.assertNobodyWasHarmed();
        }
    }

    @ParameterizedTest
    @MethodSource("acknowledging")
    void touchesNoOtherMessage(WorkerKind kind) {
        try (Workshop shop = Workshop.at(BROKER, "late")) {
            // Given
            shop.sendNumbered(kind, 4);
            Worker slow = shop.open(kind);
            Received message = slow.receive();
            shop.awaitInFlight(4);
            Worker other = shop.open(Workshop.AMQP);
            shop.finish(other, 2);
            // When
            slow.acknowledge(message);
            // Then
            Received third = other.receive();
            Received fourth = other.receive();
            assertThat(other.history()).containsExactly("m1#2", "m2#1", "m3#1", "m4#1");
            other.acknowledge(third);
            other.acknowledge(fourth);
            shop.awaitEmpty();
            shop.assertNobodyWasHarmed();
        }
    }
}
