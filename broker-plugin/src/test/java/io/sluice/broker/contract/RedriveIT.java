package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A message that was received too often goes to the dead-letter queue, and says where it comes from and why. */
@Execution(ExecutionMode.CONCURRENT)
class RedriveIT {

    private static final String YAML = """
            queues:
              "once.#":
                visibilityTimeout: 1s
                redrivePolicy: { deadLetterQueue: orders-dlq, maxReceiveCount: 1 }
              "twice.#":
                visibilityTimeout: 1s
                redrivePolicy: { deadLetterQueue: orders-dlq, maxReceiveCount: 2 }
              "failing.#":
                visibilityTimeout: 30s
                maxInFlightPerConsumer: unlimited
                redrivePolicy: { deadLetterQueue: orders-dlq, maxReceiveCount: 2 }
              orders-dlq: { retention: 14d }
            """;

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith(YAML);

    static Stream<WorkerKind> kinds() {
        return WorkerKind.all();
    }

    static Stream<WorkerKind> transactedOrAmqp() {
        return Stream.concat(
                WorkerKind.transacted().filter(WorkerKind::leavesRedeliveryToBroker), Stream.of(Workshop.AMQP));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void movesAMessageOfASingleReceiveWhenItsTimeoutPasses(WorkerKind kind) {
        try (Workshop shop = Workshop.at(BROKER, "once")) {
            // Given
            long before = System.currentTimeMillis();
            shop.send(kind, "m1");
            Worker hung = shop.open(kind);
            Received only = hung.receive();
            // When
            List<Received> dead = shop.awaitDeadLetters("orders-dlq", 1);
            // Then
            assertThat(only.receiveCount()).isEqualTo(1);
            assertThat(dead.get(0).body()).isEqualTo("m1");
            assertThat(dead.get(0).properties())
                    .containsEntry("sluice_dead_letter_reason", "MaxReceiveCountExceeded")
                    .containsEntry("sluice_dead_letter_source", shop.queue())
                    .containsEntry("_AMQ_ORIG_QUEUE", shop.queue())
                    .containsEntry("_AMQ_ORIG_ADDRESS", shop.queue())
                    .containsKey("_AMQ_ORIG_MESSAGE_ID");
            assertThat((Long) dead.get(0).properties().get("sluice_first_received_timestamp"))
                    .isBetween(before, System.currentTimeMillis());
            shop.awaitEmpty();
            shop.assertNobodyWasHarmed();
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void deliversAMessageOfTwoReceivesTwice(WorkerKind kind) {
        try (Workshop shop = Workshop.at(BROKER, "twice")) {
            // Given
            shop.send(kind, "m1");
            Worker hung = shop.open(kind);
            Received first = hung.receive();
            // When
            Worker second = shop.open(kind.colleague());
            Received again = second.receive();
            List<Received> dead = shop.awaitDeadLetters("orders-dlq", 1);
            // Then
            assertThat(List.of(first.summary(), again.summary())).containsExactly("m1#1", "m1#2");
            assertThat(dead).extracting(Received::body).containsExactly("m1");
            shop.awaitEmpty();
            shop.assertNobodyWasHarmed();
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void keepsAMessageThatIsAcknowledgedAtItsLastReceive(WorkerKind kind) {
        try (Workshop shop = Workshop.at(BROKER, "twice")) {
            // Given
            shop.send(kind, "m1");
            Worker hung = shop.open(kind);
            hung.receive();
            // When
            List<String> done = shop.finish(shop.open(kind.colleague()), 1);
            // Then
            assertThat(done).containsExactly("m1#2");
            shop.awaitEmpty();
            assertThat(shop.deadLetters("orders-dlq")).isEmpty();
            shop.assertNobodyWasHarmed();
        }
    }

    @ParameterizedTest
    @MethodSource("transactedOrAmqp")
    void movesAMessageThatFailedTooOftenAndOnlyThatOne(WorkerKind kind) {
        try (Workshop shop = Workshop.at(BROKER, "failing")) {
            // Given
            shop.send(kind, "good1", "poison", "good2");
            Worker worker = shop.open(kind);
            List<String> done = new ArrayList<>();
            // When
            while (done.size() < 2) {
                Received message = worker.receive();
                if (message.body().equals("poison")) {
                    worker.fail(message);
                } else {
                    worker.acknowledge(message);
                    done.add(message.body());
                }
            }
            // Then
            shop.awaitDeadLettersWhileFailing(worker, "orders-dlq");
            assertThat(done).containsExactlyInAnyOrder("good1", "good2");
            assertThat(worker.history()).contains("poison#1", "poison#2").doesNotContain("poison#3");
            shop.awaitEmpty();
            shop.assertNobodyWasHarmed();
        }
    }

    @Test
    void keepsTheReceiveCountOverARestart() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.configuredWith(YAML).start();
                Workshop before = Workshop.at(broker, "failing")) {
            // Given
            before.send(Workshop.AMQP, "m1", "m2");
            Worker worker = before.open(Workshop.AMQP);
            worker.fail(worker.receive());
            before.dismiss(worker);
            // When
            broker.restart();
            // Then
            try (Worker after = Worker.open(broker, Workshop.AMQP, before.queue())) {
                assertThat(List.of(after.receive().summary(), after.receive().summary()))
                        .containsExactly("m1#2", "m2#1");
            }
        }
    }

    @Test
    void keepsADeadLetterAndItsOriginOverARestart() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.configuredWith(YAML).start();
                Workshop shop = Workshop.at(broker, "once")) {
            // Given
            shop.send(Workshop.AMQP, "m1");
            Worker worker = shop.open(Workshop.AMQP);
            worker.receive();
            shop.awaitDeadLetters("orders-dlq", 1);
            worker.close();
            // When
            broker.restart();
            // Then
            assertThat(shop.deadLetters("orders-dlq"))
                    .singleElement()
                    .satisfies(dead -> assertThat(dead.properties())
                            .containsEntry("sluice_dead_letter_reason", "MaxReceiveCountExceeded"));
            assertThat(broker.messageCount(shop.queue())).isZero();
        }
    }
}
