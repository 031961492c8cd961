package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.GroupedProducer;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import io.sluice.broker.fixture.WorkerKind.Client;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Dead letters of a FIFO queue go back to it in the order of their groups, behind what was sent there meanwhile. */
@Execution(ExecutionMode.SAME_THREAD)
class FifoRedriveIT {

    private static final WorkerKind WORKER = new WorkerKind(Client.CORE, WorkerKind.Acknowledgement.INDIVIDUAL);

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            queues:
              "orders.*.fifo": { redrivePolicy: { deadLetterQueue: dead.fifo, maxReceiveCount: 1 } }
              dead.fifo: { visibilityTimeout: 1h }
            """);

    private static List<Received> finish(String queue, int messages) {
        List<Received> received = new ArrayList<>();
        try (Worker worker = Worker.open(BROKER, WORKER, queue)) {
            for (int i = 0; i < messages; i++) {
                Received next = worker.receive();
                worker.acknowledge(next);
                received.add(next);
            }
        }
        return received;
    }

    private static Stream<Received> ofGroup(List<Received> received, String group) {
        return received.stream().filter(message -> message.body().startsWith(group));
    }

    private static String number(Received message) {
        return String.valueOf(message.properties().get("sluice_sequence_number"));
    }

    @ParameterizedTest
    @EnumSource(Client.class)
    void groupsComeBackInOrderWithNewNumbersAndAreNoDuplicates(Client client) throws Exception {
        // Given
        String queue = "orders." + client + ".fifo";
        BROKER.createQueue(queue);
        GroupedProducer.send(BROKER, client, queue, "a", "a1", "a2", "a3");
        GroupedProducer.send(BROKER, client, queue, "b", "b1", "b2");
        BROKER.deadLetterAll(queue, "dead.fifo", 5);
        GroupedProducer.send(BROKER, client, queue, "a", "a4");
        // When
        try (MoveTaskClient tasks = new MoveTaskClient(BROKER)) {
            MoveTaskClient.Task task = tasks.run(Map.of("source", "dead.fifo"));
            assertThat(task.moved()).isEqualTo(5);
        }
        // Then
        List<Received> back = finish(queue, 6);
        assertThat(ofGroup(back, "a").map(Received::summary)).containsExactly("a4#1", "a1#1", "a2#1", "a3#1");
        assertThat(ofGroup(back, "b").map(Received::summary)).containsExactly("b1#1", "b2#1");
        assertThat(ofGroup(back, "a").map(FifoRedriveIT::number))
                .isSorted()
                .doesNotHaveDuplicates()
                .allMatch(number -> number.matches("[0-9]{20}"));
        assertThat(BROKER.messageCount("dead.fifo")).isZero();
    }
}
