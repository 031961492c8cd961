package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.SettlementRefused;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The time of a message passes while its acknowledgement goes into a transaction. */
class TransactionAtTimeoutIT {

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            queues:
              "tx.#": { visibilityTimeout: 500ms, maxInFlightPerConsumer: unlimited }
            """);

    /** Those whose transactions another thread may fail. Those of the others are failed by the thread that serves them. */
    static Stream<WorkerKind> failedByAnotherThread() {
        return WorkerKind.transacted()
                .filter(kind -> kind.client() == WorkerKind.Client.CORE || kind.client() == WorkerKind.Client.OPENWIRE);
    }

    @ParameterizedTest
    @MethodSource("failedByAnotherThread")
    void returnsAMessageThatWasBeingAcknowledgedWhenItsTimePassed(WorkerKind kind) throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "tx")) {
            // Given
            shop.send(kind, "m1");
            Worker worker = shop.open(kind);
            Received m1 = worker.receive();
            CompletableFuture<Throwable> commit;
            // When
            try (HeldUpAcknowledgement held = HeldUpAcknowledgement.in(BROKER, shop.queue())) {
                commit =
                        CompletableFuture.runAsync(() -> worker.acknowledge(m1)).handle((done, failure) -> failure);
                Transaction transaction = held.await();
                await().atMost(Worker.PATIENCE).until(() -> transaction.getState() == Transaction.State.ROLLBACK_ONLY);
            }
            // Then
            assertThat(commit.join())
                    .cause()
                    .isInstanceOf(SettlementRefused.class)
                    .rootCause()
                    .hasMessageContaining("visibility timeout");
            Worker colleague = shop.open(kind.colleague());
            Received again = colleague.receive();
            assertThat(again.body()).isEqualTo("m1");
            colleague.acknowledge(again);
            shop.awaitEmpty();
            shop.assertNobodyWasHarmed();
        }
    }
}
