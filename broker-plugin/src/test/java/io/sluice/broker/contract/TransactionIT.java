package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.ProtonWorker;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.SettlementRefused;
import io.sluice.broker.fixture.StompRefused;
import io.sluice.broker.fixture.StompWorker;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import jakarta.jms.JMSException;
import jakarta.jms.TransactionRolledBackException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.qpid.protonj2.client.Delivery;
import org.apache.qpid.protonj2.client.exceptions.ClientTransactionRolledBackException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A local transaction in which a lease runs out is rolled back as a whole, and the session goes on. */
@Execution(ExecutionMode.CONCURRENT)
class TransactionIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            queues:
              "tx.#": { visibilityTimeout: 1s, maxInFlightPerConsumer: unlimited }
              "auto.#": { visibilityTimeout: 30s }
              "output.#": { visibilityTimeout: 30s }
            """);

    static Stream<WorkerKind> transacted() {
        return WorkerKind.transacted();
    }

    /** The others show the messages of a failed transaction once more, from their own buffer: {@link OpenWireIT}. */
    static Stream<WorkerKind> redeliveredByTheBroker() {
        return transacted().filter(WorkerKind::leavesRedeliveryToBroker);
    }

    private static Class<? extends Exception> rolledBack(WorkerKind kind) {
        return switch (kind.client()) {
            case CORE, QPID_JMS -> TransactionRolledBackException.class;
            // knows no name of an exception of the broker
            case OPENWIRE -> JMSException.class;
            case PROTONJ2 -> ClientTransactionRolledBackException.class;
            case STOMP -> StompRefused.class;
            case MQTT -> throw new IllegalArgumentException("MQTT has no transactions");
        };
    }

    @ParameterizedTest
    @MethodSource("transacted")
    void rollsBackTheSendsOfATransactionThatLostALease(WorkerKind kind) {
        try (Workshop shop = Workshop.at(BROKER, "tx");
                Workshop output = Workshop.at(BROKER, "output")) {
            // Given
            shop.send(kind, "m1");
            Worker slow = shop.open(kind);
            Received held = slow.receive();
            slow.send(output.queue(), "result of m1");
            Worker healthy = shop.open(kind.colleague());
            Received taken = healthy.receive();
            healthy.acknowledge(taken);
            // When
            assertThatThrownBy(() -> slow.acknowledge(held))
                    .isInstanceOf(SettlementRefused.class)
                    .hasCauseInstanceOf(rolledBack(kind));
            // Then
            output.assertCountStays(0);
            shop.awaitEmpty();
            shop.assertNobodyWasHarmed();
        }
    }

    @ParameterizedTest
    @MethodSource("redeliveredByTheBroker")
    void leavesTheSessionUsableForTheNextTransaction(WorkerKind kind) {
        try (Workshop shop = Workshop.at(BROKER, "tx");
                Workshop output = Workshop.at(BROKER, "output")) {
            // Given
            shop.send(kind, "m1");
            Worker slow = shop.open(kind);
            Received held = slow.receive();
            Worker healthy = shop.open(kind.colleague());
            shop.finish(healthy, 1);
            assertThatThrownBy(() -> slow.acknowledge(held)).isInstanceOf(SettlementRefused.class);
            shop.dismiss(healthy);
            // When
            shop.send(kind, "m2", "m3");
            Received second = slow.receive();
            slow.send(output.queue(), "result of m2");
            slow.acknowledge(second);
            Received third = slow.receive();
            slow.send(output.queue(), "result of m3");
            slow.acknowledge(third);
            // Then
            assertThat(List.of(second.summary(), third.summary())).containsExactly("m2#1", "m3#1");
            output.awaitCount(2);
            shop.awaitEmpty();
            shop.assertNobodyWasHarmed();
        }
    }

    @ParameterizedTest
    @MethodSource("transacted")
    void returnsEveryMessageOfTheTransactionWhenOneLeaseRanOut(WorkerKind kind) {
        try (Workshop shop = Workshop.at(BROKER, "tx")) {
            // Given
            shop.sendNumbered(kind, 3);
            Worker slow = shop.open(kind);
            List<Received> all = List.of(slow.receive(), slow.receive(), slow.receive());
            Workshop.letPass(TIMEOUT.multipliedBy(3).dividedBy(2));
            // When
            assertThatThrownBy(() -> slow.acknowledgeAll(all))
                    .isInstanceOf(SettlementRefused.class)
                    .hasCauseInstanceOf(rolledBack(kind));
            shop.assertNobodyWasHarmed();
            shop.cut(slow);
            // Then
            List<String> done = shop.finish(shop.open(kind.colleague()), 3);
            assertThat(done).extracting(summary -> summary.substring(0, 2)).containsExactly("m1", "m2", "m3");
            assertThat(done.get(0)).isNotEqualTo("m1#1");
            shop.awaitEmpty();
        }
    }

    @Test
    void returnsAlsoTheMessagesThatTheTransactionDidNotSettle() {
        WorkerKind kind = new WorkerKind(WorkerKind.Client.PROTONJ2, WorkerKind.Acknowledgement.TRANSACTED);
        try (Workshop shop = Workshop.at(BROKER, "tx")) {
            // Given
            shop.sendNumbered(kind, 3);
            Worker slow = shop.open(kind);
            List<Received> all = List.of(slow.receive(), slow.receive(), slow.receive());
            Workshop.letPass(TIMEOUT.multipliedBy(3).dividedBy(2));
            // When
            assertThatThrownBy(() -> slow.acknowledge(all.get(2)))
                    .isInstanceOf(SettlementRefused.class)
                    .hasCauseInstanceOf(rolledBack(kind));
            shop.cut(slow);
            // Then
            List<String> done = shop.finish(shop.open(kind.colleague()), 3);
            assertThat(done).extracting(summary -> summary.substring(0, 2)).containsExactly("m1", "m2", "m3");
            shop.awaitEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("transacted")
    void returnsWhatAConsumerLeftInAnOpenTransactionWhenItClosed(WorkerKind kind) {
        try (Workshop shop = Workshop.at(BROKER, "tx");
                Workshop output = Workshop.at(BROKER, "output")) {
            // Given
            shop.send(kind, "m1");
            Worker left = shop.open(kind);
            Received held = left.receive();
            left.send(output.queue(), "result of m1");
            enlist(left, held);
            // When
            left.closeConsumer();
            // Then
            assertThat(shop.finish(shop.open(kind.colleague()), 1)).containsExactly("m1#2");
            assertThatThrownBy(() -> commit(left, held))
                    .isInstanceOf(SettlementRefused.class)
                    .hasCauseInstanceOf(rolledBack(kind));
            left.send(output.queue(), "next");
            commit(left, held);
            output.awaitCount(1);
            assertThat(left.complaints()).isEmpty();
            shop.awaitEmpty();
        }
    }

    static Stream<WorkerKind> enlistingBeforeTheCommit() {
        return transacted()
                .filter(kind ->
                        kind.client() == WorkerKind.Client.STOMP || kind.client() == WorkerKind.Client.PROTONJ2);
    }

    @ParameterizedTest
    @MethodSource("enlistingBeforeTheCommit")
    void returnsWhatIsAcknowledgedInATransactionThatHasFailedBefore(WorkerKind kind) {
        try (Workshop shop = Workshop.at(BROKER, "tx")) {
            // Given
            shop.send(kind, "m1");
            Worker worker = shop.open(kind);
            enlist(worker, worker.receive());
            Received again = worker.receive();
            enlist(worker, again);
            // When
            assertThatThrownBy(() -> commit(worker, again))
                    .isInstanceOf(SettlementRefused.class)
                    .hasCauseInstanceOf(rolledBack(kind));
            // Then
            assertThat(again.summary()).isEqualTo("m1#2");
            assertThat(shop.finish(worker, 1)).containsExactly("m1#3");
            shop.awaitEmpty();
            shop.assertNobodyWasHarmed();
        }
    }

    private static void enlist(Worker worker, Received message) {
        if (worker instanceof StompWorker stomp) {
            stomp.enlist(message);
        } else if (worker instanceof ProtonWorker proton) {
            proton.settle(message, Delivery::accept);
        }
    }

    private static void commit(Worker worker, Received message) {
        if (worker instanceof StompWorker stomp) {
            stomp.commit();
        } else if (worker instanceof ProtonWorker proton) {
            proton.commit();
        } else {
            worker.acknowledge(message);
        }
    }

    @ParameterizedTest
    @MethodSource("transacted")
    void commitsWhatIsCommittedInTime(WorkerKind kind) {
        try (Workshop shop = Workshop.at(BROKER, "auto");
                Workshop output = Workshop.at(BROKER, "output")) {
            // Given
            shop.sendNumbered(kind, 3);
            Worker worker = shop.open(kind);
            // When
            for (int i = 0; i < 3; i++) {
                Received message = worker.receive();
                worker.send(output.queue(), "result of " + message.body());
                worker.acknowledge(message);
            }
            // Then
            shop.awaitEmpty();
            output.awaitCount(3);
            assertThat(shop.finish(output.open(Workshop.AMQP), 3))
                    .containsExactly("result of m1#1", "result of m2#1", "result of m3#1");
        }
    }

    @ParameterizedTest
    @MethodSource("transacted")
    void aRollbackBeforeTheTimeoutReturnsTheMessageCounted(WorkerKind kind) {
        try (Workshop shop = Workshop.at(BROKER, "auto");
                Workshop output = Workshop.at(BROKER, "output")) {
            // Given
            shop.send(kind, "m1");
            Worker worker = shop.open(kind);
            Received first = worker.receive();
            worker.send(output.queue(), "half done");
            // When
            worker.fail(first);
            // Then
            assertThat(shop.finish(worker, 1)).containsExactly("m1#2");
            output.assertCountStays(0);
            shop.awaitEmpty();
            shop.assertNobodyWasHarmed();
        }
    }

    @ParameterizedTest
    @MethodSource("redeliveredByTheBroker")
    void aRollbackAfterTheTimeoutIsHarmless(WorkerKind kind) {
        try (Workshop shop = Workshop.at(BROKER, "tx")) {
            // Given
            shop.send(kind, "m1");
            Worker slow = shop.open(kind);
            Received held = slow.receive();
            Worker healthy = shop.open(kind.colleague());
            shop.finish(healthy, 1);
            // When
            slow.fail(held);
            // Then
            shop.dismiss(healthy);
            shop.send(kind, "m2");
            assertThat(shop.finish(slow, 1)).containsExactly("m2#1");
            shop.awaitEmpty();
            shop.assertNobodyWasHarmed();
        }
    }

    @ParameterizedTest
    @MethodSource("transacted")
    void aConnectionThatDiesInATransactionGivesItsMessagesBack(WorkerKind kind) {
        try (Workshop shop = Workshop.at(BROKER, "auto");
                Workshop output = Workshop.at(BROKER, "output")) {
            // Given
            shop.sendNumbered(kind, 2);
            Worker worker = shop.open(kind);
            worker.receive();
            worker.send(output.queue(), "half done");
            // When
            shop.cut(worker);
            // Then
            assertThat(shop.finish(shop.open(kind.colleague()), 2)).containsExactly("m1#2", "m2#1");
            output.assertCountStays(0);
            shop.awaitEmpty();
        }
    }
}
