package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.GroupedProducer;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A broker that is stopped in good order while a client works on a message and has others in its buffer. */
@Execution(ExecutionMode.SAME_THREAD)
class BrokerStopIT {

    private static final int LIVES = 3;

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            queues:
              "stopped.#": { visibilityTimeout: 60s, maxInFlightPerConsumer: unlimited }
            """);

    static Stream<WorkerKind> individual() {
        return WorkerKind.individual();
    }

    @ParameterizedTest
    @MethodSource("individual")
    void countsWhatTheClientHasBegunAndNothingElse(WorkerKind kind) throws Exception {
        for (String suffix : new String[] {"", ".fifo"}) {
            try (Workshop shop = Workshop.at(BROKER, "stopped", suffix)) {
                // Given
                GroupedProducer.send(BROKER, WorkerKind.Client.CORE, shop.queue(), "g", "m1", "m2", "m3");
                // When
                for (int life = 1; life <= LIVES; life++) {
                    Worker worker = Worker.open(BROKER, kind, shop.queue());
                    assertThat(worker.receive().body()).isEqualTo("m1");
                    await().atMost(Worker.PATIENCE).until(() -> BROKER.deliveringCount(shop.queue()) == 3);
                    BROKER.restart();
                    worker.close();
                }
                // Then
                assertThat(shop.finish(shop.open(Workshop.AMQP), 3)).containsExactly("m1#4", "m2#1", "m3#1");
            }
        }
    }
}
