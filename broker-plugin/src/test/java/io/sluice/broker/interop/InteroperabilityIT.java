package io.sluice.broker.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerOptions;
import io.sluice.broker.interop.ForeignWorker.Delivery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One list of scenarios for clients of other projects, each unmodified and in a process of its own, at a broker that runs
 * as {@code bin/sluice run} does. Results are compared with the table in {@code docs/interoperability.md}.
 */
@ParameterizedClass(name = "{0}")
@EnumSource(ForeignClient.class)
@Execution(ExecutionMode.CONCURRENT)
class InteroperabilityIT {

    @RegisterExtension
    static final InteroperabilityRun RUN = new InteroperabilityRun();

    private static final Duration GLANCE = Duration.ofMillis(500);

    @Parameter
    ForeignClient client;

    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void closeConnections() throws Exception {
        for (AutoCloseable connection : opened) {
            connection.close();
        }
    }

    private ForeignWorker open(String queue) {
        ForeignWorker worker = RUN.open(client, queue);
        opened.add(worker);
        return worker;
    }

    /** A client of another library and protocol. */
    private Worker stranger(String queue) {
        Worker stranger = Worker.open(
                RUN.broker().port("artemis"),
                client.protocol().stranger(),
                queue,
                WorkerOptions.DEFAULT.loggedInAs("sluice", "sluice"));
        opened.add(stranger);
        return stranger;
    }

    @ScenarioTest(Scenario.HOLD)
    void keepsAMessageFromOthersWhileItHoldsIt() {
        // Given
        String queue = client.queue(Scenario.HOLD);
        ForeignWorker worker = open(queue);
        worker.send("m1");
        Delivery held = worker.receive();
        // When
        Optional<Received> elsewhere = stranger(queue).receive(GLANCE);
        // Then
        assertThat(elsewhere).isEmpty();
        worker.acknowledge(held);
        RUN.facts().awaitMessages(queue, 0);
    }

    @ScenarioTest(Scenario.EXPIRE)
    void losesAMessageThatItDoesNotSettleInTime() {
        // Given
        String queue = client.queue(Scenario.EXPIRE);
        ForeignWorker hung = open(queue);
        hung.send("m1");
        hung.receive();
        Worker stranger = stranger(queue);
        // When
        Received message = stranger.receive();
        // Then
        assertThat(message.summary()).isEqualTo("m1#2");
        stranger.acknowledge(message);
        RUN.facts().awaitMessages(queue, 0);
    }

    @ScenarioTest(Scenario.LATE_ACK)
    void acknowledgesLateAMessageThatNobodyElseReceived() {
        // Given
        String queue = client.queue(Scenario.LATE_ACK);
        ForeignWorker slow = open(queue);
        slow.send("m1");
        Delivery message = slow.receive();
        RUN.facts().awaitExpiries(queue, 1);
        // When
        slow.acknowledge(message);
        // Then
        if (client.isTransacted()) {
            slow.acknowledge(slow.receive());
        }
        RUN.facts().awaitMessages(queue, 0);
        assertUsable(slow, queue);
    }

    @ScenarioTest(Scenario.LATE_ACK_OTHER)
    void acknowledgesLateAMessageThatAnotherHas() {
        // Given
        String queue = client.queue(Scenario.LATE_ACK_OTHER);
        ForeignWorker slow = open(queue);
        slow.send("m1");
        Delivery late = slow.receive();
        Worker owner = stranger(queue);
        Received owned = owner.receive();
        // When
        slow.acknowledge(late);
        // Then
        RUN.facts().assertMessagesStay(queue, 1);
        owner.acknowledge(owned);
        owner.close();
        assertUsable(slow, queue);
    }

    @ScenarioTest(Scenario.REPEATED_ACK)
    void acknowledgesTheSameMessageAgain() {
        // Given
        String queue = client.queue(Scenario.REPEATED_ACK);
        ForeignWorker worker = open(queue);
        worker.send("m1");
        Delivery message = worker.receive();
        worker.acknowledge(message);
        RUN.facts().awaitMessages(queue, 0);
        // When
        acknowledgeAgain(worker, message);
        // Then
        assertUsable(worker, queue);
    }

    /** A library may refuse it before the broker hears of it. */
    private static void acknowledgeAgain(ForeignWorker worker, Delivery message) {
        try {
            worker.acknowledge(message);
        } catch (ClientProgram.ClientFailure refusedByTheLibrary) {
            assertThat(refusedByTheLibrary).hasMessageNotContainingAny("closed", "receipt", "disconnect");
        }
    }

    @ScenarioTest(Scenario.RETRY_LATER)
    void givesAMessageBackForLater() {
        // Given
        String queue = client.queue(Scenario.RETRY_LATER);
        ForeignWorker worker = open(queue);
        worker.send("m1");
        Delivery message = worker.receive();
        Worker stranger = stranger(queue);
        // When
        String status = worker.retryLater(message, Duration.ofMillis(1500));
        // Then
        assertThat(status).isEqualTo("200");
        assertThat(stranger.receive(GLANCE)).isEmpty();
        assertThat(worker.receive(GLANCE)).isEmpty();
        worker.close();
        Received again = stranger.receive();
        assertThat(again.summary()).isEqualTo("m1#2");
        stranger.acknowledge(again);
        RUN.facts().awaitMessages(queue, 0);
    }

    @ScenarioTest(Scenario.DIE)
    void losesItsMessageAtOnceWhenItsConnectionBreaks() {
        // Given
        String queue = client.queue(Scenario.DIE);
        ForeignWorker worker = open(queue);
        worker.send("m1");
        worker.receive();
        Worker stranger = stranger(queue);
        // When
        worker.cut();
        // Then
        Received message = stranger.receive();
        assertThat(message.summary()).isEqualTo("m1#2");
        stranger.acknowledge(message);
        RUN.facts().awaitMessages(queue, 0);
    }

    @ScenarioTest(Scenario.POISON)
    void putsAsideAMessageThatFailsTooOften() {
        // Given
        String queue = client.queue(Scenario.POISON);
        ForeignWorker worker = open(queue);
        worker.send("poison");
        worker.send("good");
        // When
        failAll(worker, "poison", 2);
        // Then
        RUN.facts().awaitMessages(queue, 0);
        try (Worker inspector = stranger(InteroperabilityRun.deadLetterQueue(queue))) {
            Received dead = inspector.receive();
            assertThat(dead.body()).isEqualTo("poison");
            assertThat(dead.properties())
                    .containsEntry("sluice_dead_letter_source", queue)
                    .containsEntry("sluice_dead_letter_reason", "MaxReceiveCountExceeded");
        }
    }

    /** Receives a message this often and lets it fail; everything else it acknowledges. */
    private static void failAll(ForeignWorker worker, String poison, int times) {
        int failures = 0;
        boolean goodIsDone = false;
        while (failures < times || !goodIsDone) {
            Delivery message = worker.receive();
            if (message.body().equals(poison)) {
                worker.fail(message);
                failures++;
            } else {
                worker.acknowledge(message);
                goodIsDone = true;
            }
        }
    }

    @ScenarioTest(Scenario.EXTEND)
    void asksForMoreTime() {
        // Given
        String queue = client.queue(Scenario.EXTEND);
        ForeignWorker worker = open(queue);
        worker.send("m1");
        Delivery message = worker.receive();
        // When
        String status = worker.extend(message, Duration.ofSeconds(60));
        // Then
        assertThat(status).isEqualTo("200");
        assertThat(stranger(queue).receive(InteroperabilityRun.SHORT.plus(GLANCE)))
                .isEmpty();
        worker.acknowledge(message);
        RUN.facts().awaitMessages(queue, 0);
        assertThat(RUN.facts().expiries(queue)).isZero();
    }

    @ScenarioTest(Scenario.COUNT)
    void readsHowOftenAMessageWasReceived() {
        // Given
        String queue = client.queue(Scenario.COUNT);
        ForeignWorker worker = open(queue);
        worker.send("m1");
        Delivery first = worker.receive();
        // When
        worker.fail(first);
        Delivery second = worker.receive();
        // Then
        assertThat(List.of(first, second)).extracting(Delivery::count).containsExactly(1, 2);
        worker.acknowledge(second);
    }

    @ScenarioTest(Scenario.ORIGIN)
    void readsWhereADeadLetterIsFromAndWhy() {
        // Given
        String queue = client.queue(Scenario.ORIGIN);
        ForeignWorker worker = open(queue);
        worker.send("m1");
        worker.fail(worker.receive());
        // When
        Delivery dead = open(InteroperabilityRun.deadLetterQueue(queue)).receive();
        // Then
        assertThat(dead.body()).isEqualTo("m1");
        assertThat(dead.properties())
                .containsAllEntriesOf(Map.of(
                        "sluice_dead_letter_source", queue, "sluice_dead_letter_reason", "MaxReceiveCountExceeded"))
                .containsKey("sluice_first_received_timestamp");
    }

    // ---- FIFO queues ----------------------------------------------------------------------------------------------

    @ScenarioTest(Scenario.FIFO_ORDER)
    void handsTheMessagesOfAGroupOverInOrder() {
        // Given
        String queue = client.queue(Scenario.FIFO_ORDER);
        ForeignWorker worker = open(queue);
        for (String body : List.of("m1", "m2", "m3", "m4")) {
            worker.send(body, "g");
        }
        Delivery first = worker.receive();
        Worker stranger = stranger(queue);
        assertThat(stranger.receive(GLANCE)).isEmpty();
        worker.acknowledge(first);
        Delivery second = worker.receive();
        // an MQTT client that goes at once may be gone before its acknowledgement is read
        RUN.facts().awaitMessages(queue, 3);
        // When
        worker.close();
        // Then
        assertThat(List.of(first.body(), second.body())).containsExactly("m1", "m2");
        assertThat(bodies(finish(stranger, 3))).containsExactly("m2", "m3", "m4");
        RUN.facts().awaitMessages(queue, 0);
    }

    private static List<Received> finish(Worker worker, int messages) {
        List<Received> finished = new ArrayList<>();
        while (finished.size() < messages) {
            finished.add(worker.receive());
            worker.acknowledge(finished.get(finished.size() - 1));
        }
        return finished;
    }

    private static List<String> bodies(List<Received> messages) {
        return messages.stream().map(Received::body).toList();
    }

    @ScenarioTest(Scenario.FIFO_HELD)
    void keepsBackNothingButItsGroup() {
        // Given
        String queue = client.queue(Scenario.FIFO_HELD);
        ForeignWorker worker = open(queue);
        worker.send("a1", "a");
        worker.send("a2", "a");
        Delivery held = worker.receive();
        Worker stranger = stranger(queue);
        // When
        worker.send("b1", "b");
        // Then
        assertThat(held.body()).isEqualTo("a1");
        assertThat(bodies(finish(stranger, 1))).containsExactly("b1");
        assertThat(stranger.receive(GLANCE)).isEmpty();
        worker.acknowledge(held);
        RUN.facts().awaitMessages(queue, 1);
    }

    @ScenarioTest(Scenario.FIFO_EXPIRE)
    void losesTheMessagesOfAGroupInOrder() {
        // Given
        String queue = client.queue(Scenario.FIFO_EXPIRE);
        ForeignWorker hung = open(queue);
        hung.send("m1", "g");
        hung.receive();
        hung.send("m2", "g");
        hung.send("m3", "g");
        Worker stranger = stranger(queue);
        // When
        List<Received> messages = finish(stranger, 3);
        // Then
        assertThat(messages).extracting(Received::summary).containsExactly("m1#2", "m2#1", "m3#1");
        RUN.facts().awaitMessages(queue, 0);
    }

    @ScenarioTest(Scenario.FIFO_LATE_ACK)
    void acknowledgesLateAMessageOfAGroup() throws Exception {
        // Given
        String queue = client.queue(Scenario.FIFO_LATE_ACK);
        ForeignWorker slow = open(queue);
        slow.send("m1", "g");
        Delivery message = slow.receive();
        try (PausedQueue paused = PausedQueue.of(RUN.broker(), queue)) {
            RUN.facts().awaitExpiries(queue, 1);
            // When
            slow.acknowledge(message);
            // Then
            RUN.facts().assertMessagesStay(queue, 1);
        }
        Delivery again = slow.receive();
        assertThat(again.body()).isEqualTo("m1");
        slow.acknowledge(again);
        RUN.facts().awaitMessages(queue, 0);
    }

    @ScenarioTest(Scenario.FIFO_DUPLICATE)
    void sendsAMessageTwice() {
        // Given
        String queue = client.queue(Scenario.FIFO_DUPLICATE);
        ForeignWorker worker = open(queue);
        worker.send("m1", "g", "1");
        // When
        worker.send("m1", "g", "1");
        worker.send("m2", "g", "2");
        // Then
        for (String body : List.of("m1", "m2")) {
            Delivery message = worker.receive();
            assertThat(message.body()).isEqualTo(body);
            worker.acknowledge(message);
        }
        RUN.facts().awaitMessages(queue, 0);
    }

    @ScenarioTest(Scenario.FIFO_NUMBER)
    void readsThePlaceOfAMessageInItsGroup() {
        // Given
        String queue = client.queue(Scenario.FIFO_NUMBER);
        ForeignWorker worker = open(queue);
        worker.send("m1", "g");
        worker.send("m2", "g");
        // When
        List<String> numbers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Delivery message = worker.receive();
            numbers.add(message.properties().get("sluice_sequence_number"));
            worker.acknowledge(message);
        }
        // Then
        assertThat(numbers).allMatch(number -> number.matches("[0-9]{20}"));
        assertThat(numbers.get(0)).isLessThan(numbers.get(1));
    }

    /** The connection lives: a further message goes through it. */
    private static void assertUsable(ForeignWorker worker, String queue) {
        worker.send("next");
        Delivery next = worker.receive();
        while (!next.body().equals("next")) {
            worker.acknowledge(next);
            next = worker.receive();
        }
        worker.acknowledge(next);
        RUN.facts().awaitMessages(queue, 0);
    }
}
