package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.broker.contract.Workshop.Delivered;
import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.GroupedProducer;
import io.sluice.broker.fixture.ProtonWorker;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import io.sluice.broker.fixture.WorkerOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.qpid.protonj2.client.Delivery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The column FIFO of the table of settlements: who gets which message of a group, and in which order. */
@Execution(ExecutionMode.CONCURRENT)
class FifoQueueIT {

    private static final Duration QUIET = Duration.ofMillis(200);
    private static final Duration LEASE = Duration.ofMillis(1000);

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            queues:
              "many.*.fifo": { redrivePolicy: { deadLetterQueue: dead.fifo, maxReceiveCount: 2 } }
              "single.*.fifo":
                maxInFlightPerGroup: 1
                maxInFlightPerConsumer: 1
                redrivePolicy: { deadLetterQueue: dead.fifo, maxReceiveCount: 2 }
              "hung.*.fifo": { maxInFlightPerConsumer: 10 }
              "short.*.fifo": { visibilityTimeout: 1000ms }
              "named.*.fifo": { defaultMessageGroup: all }
              dead.fifo:
            """);

    private static final AtomicInteger QUEUES = new AtomicInteger();

    static Stream<WorkerKind> kinds() {
        return WorkerKind.all();
    }

    /** OpenWire's client delivers again by itself, which counts; closed in a transaction it takes that back. */
    static Stream<WorkerKind> ableToFail() {
        return WorkerKind.ableToFail()
                .filter(kind -> kind.leavesRedeliveryToBroker() || WorkerAbilities.isTransacted(kind));
    }

    static Stream<WorkerKind> failingAtTheBroker() {
        return WorkerKind.ableToFail().filter(WorkerKind::leavesRedeliveryToBroker);
    }

    static Stream<WorkerKind> ableToReject() {
        return WorkerAbilities.kinds()
                .filter(kind -> WorkerAbilities.of(kind, Settlement.REJECT) instanceof Ability.Can);
    }

    private static void settle(Worker worker, Received message, Settlement settlement) throws Exception {
        ((Ability.Can) WorkerAbilities.of(worker.kind(), settlement)).action().settle(worker, message);
    }

    private static void fail(Worker worker, Received message) throws Exception {
        settle(worker, message, WorkerAbilities.isTransacted(worker.kind()) ? Settlement.ROLL_BACK : Settlement.FAIL);
    }

    static Stream<WorkerKind> individual() {
        return WorkerKind.individual();
    }

    private static Workshop shop(String word) throws Exception {
        String queue = word + "." + QUEUES.incrementAndGet() + ".fifo";
        BROKER.createQueue(queue);
        return Workshop.on(BROKER, queue);
    }

    private static void send(Workshop shop, WorkerKind kind, String group, String... bodies) {
        GroupedProducer.send(BROKER, kind.client(), shop.queue(), group, bodies);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aGroupBelongsToOneConsumerWhileOneOfItsMessagesIsInFlight(WorkerKind kind) throws Exception {
        try (Workshop shop = shop("many")) {
            // Given
            send(shop, kind, "a", "a1", "a2", "a3");
            Worker first = shop.open(kind);
            Received held = first.receive();
            // When
            Worker second = shop.open(kind.colleague());
            // Then
            assertThat(held.body()).isEqualTo("a1");
            assertThat(second.receive(QUIET)).isEmpty();
            first.acknowledge(held);
            assertThat(shop.finish(first, 2)).containsExactly("a2#1", "a3#1");
            shop.awaitEmpty();
            shop.assertNobodyWasHarmed();
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aGroupThatIsFreeGoesToWhoeverIsFree(WorkerKind kind) throws Exception {
        try (Workshop shop = shop("single")) {
            // Given
            send(shop, kind, "a", "a1", "a2");
            Worker first = shop.open(kind);
            Received held = first.receive();
            send(shop, kind, "b", "b1", "b2");
            Worker second = shop.open(kind.colleague());
            // When
            Received other = second.receive();
            // Then
            assertThat(List.of(held.body(), other.body())).containsExactly("a1", "b1");
            first.acknowledge(held);
            second.acknowledge(other);
            Delivered third = shop.firstToReceive(first, second);
            third.worker().acknowledge(third.message());
            Delivered last = shop.firstToReceive(first, second);
            last.worker().acknowledge(last.message());
            assertThat(List.of(third.message().body(), last.message().body())).containsExactlyInAnyOrder("a2", "b2");
            shop.awaitEmpty();
            shop.assertNobodyWasHarmed();
        }
    }

    static Stream<WorkerKind> ableToAcknowledgeAfterTheClose() {
        return Stream.of(
                new WorkerKind(WorkerKind.Client.CORE, WorkerKind.Acknowledgement.CLIENT),
                new WorkerKind(WorkerKind.Client.QPID_JMS, WorkerKind.Acknowledgement.CLIENT));
    }

    @ParameterizedTest
    @MethodSource("ableToAcknowledgeAfterTheClose")
    void whoWaitsForAGroupGetsItsLastMessageWhenItBecomesFree(WorkerKind kind) throws Exception {
        try (Workshop shop = shop("many")) {
            // Given
            send(shop, kind, "a", "a1", "a2");
            Worker leaving = shop.open(kind);
            Received held = leaving.receive();
            shop.awaitInFlight(2);
            leaving.closeConsumer();
            shop.awaitInFlight(1);
            Worker waiting = shop.open(kind.colleague());
            assertThat(waiting.receive(QUIET)).isEmpty();
            // When
            leaving.acknowledge(held);
            // Then
            assertThat(shop.finish(waiting, 1)).containsExactly("a2#1");
            shop.awaitEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("ableToFail")
    void whatFailedReturnsToTheHeadOfItsGroup(WorkerKind kind) throws Exception {
        try (Workshop shop = shop("many")) {
            // Given
            send(shop, kind, "a", "a1", "a2", "a3");
            Worker worker = shop.open(kind);
            // When
            fail(worker, worker.receive());
            // Then
            shop.dismiss(worker);
            assertThat(shop.finish(shop.open(kind.colleague()), 3)).containsExactly("a1#2", "a2#1", "a3#1");
            shop.awaitEmpty();
            shop.assertNobodyWasHarmed();
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void theMessagesOfALostConsumerReturnInOrder(WorkerKind kind) throws Exception {
        try (Workshop shop = shop("many")) {
            // Given
            send(shop, kind, "a", "a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "a9", "b1", "b2", "b3", "b4");
            Worker worker = shop.open(kind);
            worker.receive();
            // When
            shop.cut(worker);
            // Then
            assertThat(shop.finish(shop.open(kind.colleague()), 13))
                    .containsExactly(
                            "a1#2", "a2#1", "a3#1", "a4#1", "a5#1", "a6#1", "a7#1", "a8#1", "a9#1", "b1#1", "b2#1",
                            "b3#1", "b4#1");
            shop.awaitEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void whatRunsOutReturnsInOrderAndALateAcknowledgementIsRefused(WorkerKind kind) throws Exception {
        try (Workshop shop = shop("short")) {
            // Given
            send(shop, kind, "a", "a1", "a2", "a3");
            Worker hung = shop.open(kind);
            Received held = hung.receive();
            // When
            BROKER.queue(shop.queue()).pause();
            Workshop.letPass(LEASE.plusMillis(300));
            settleLate(hung, held);
            // Then
            shop.assertCountStays(3);
            shop.dismiss(hung);
            BROKER.queue(shop.queue()).resume();
            assertThat(shop.finish(shop.open(kind.colleague()), 3)).containsExactly("a1#2", "a2#1", "a3#1");
            shop.awaitEmpty();
        }
    }

    private static void settleLate(Worker worker, Received message) {
        try {
            worker.acknowledge(message);
        } catch (io.sluice.broker.fixture.SettlementRefused refused) {
            assertThat(worker.kind().acknowledgement()).isEqualTo(WorkerKind.Acknowledgement.TRANSACTED);
        }
    }

    @ParameterizedTest
    @MethodSource("individual")
    void aHungGroupDelaysNoOther(WorkerKind kind) throws Exception {
        try (Workshop shop = shop("hung")) {
            // Given
            send(shop, kind, "hung", Stream.generate(() -> "h").limit(100).toArray(String[]::new));
            Worker hung = shop.open(kind);
            hung.receive();
            shop.awaitInFlight(10);
            // When
            send(shop, kind, "a", "a1", "a2");
            send(shop, kind, "b", "b1", "b2");
            // Then
            assertThat(shop.finish(shop.open(kind.colleague()), 4))
                    .containsExactlyInAnyOrder("a1#1", "a2#1", "b1#1", "b2#1");
            shop.awaitInFlight(10);
            shop.assertNobodyWasHarmed();
        }
    }

    @ParameterizedTest
    @MethodSource("individual")
    void atMostAsManyMessagesOfAGroupAsAllowedAreInFlight(WorkerKind kind) throws Exception {
        try (Workshop shop = shop("many")) {
            // Given
            send(shop, kind, "a", Stream.generate(() -> "a").limit(12).toArray(String[]::new));
            // When
            Worker worker = shop.open(kind);
            // Then
            shop.awaitInFlight(10);
            shop.assertInFlightStays(10);
            worker.acknowledge(worker.receive());
            shop.assertInFlightStays(10);
        }
    }

    @Test
    void aReleasedMessageReturnsUncountedAndWithWhatWasDeliveredBehindIt() throws Exception {
        try (Workshop shop = shop("many")) {
            // Given
            send(shop, Workshop.AMQP, "a", "a1", "a2", "a3");
            ProtonWorker worker = (ProtonWorker) shop.open(Workshop.AMQP);
            Received first = worker.receive();
            Received second = worker.receive();
            worker.receive();
            // When
            worker.settle(first, Delivery::release);
            // Then
            Received again = worker.receive();
            worker.acknowledge(second);
            worker.acknowledge(again);
            assertThat(again.summary()).isEqualTo("a1#1");
            assertThat(shop.finish(worker, 2)).containsExactly("a2#1", "a3#1");
            shop.awaitEmpty();
            shop.assertNobodyWasHarmed();
        }
    }

    @ParameterizedTest
    @MethodSource("failingAtTheBroker")
    void aDeadHeadUnblocksItsGroup(WorkerKind kind) throws Exception {
        try (Workshop shop = shop("single")) {
            // Given
            send(shop, kind, "a", "bad", "a2");
            Worker worker = shop.open(kind);
            // When
            fail(worker, worker.receive());
            fail(worker, worker.receive());
            // Then
            assertThat(shop.finish(worker, 1)).containsExactly("a2#1");
            assertThat(worker.history()).containsExactly("bad#1", "bad#2", "a2#1");
            assertThat(shop.awaitDeadLetters("dead.fifo", 1).get(0).properties())
                    .containsEntry("JMSXGroupID", "a")
                    .containsEntry("sluice_dead_letter_reason", "MaxReceiveCountExceeded");
        }
    }

    @ParameterizedTest
    @MethodSource("ableToReject")
    void aRejectedMessageLeavesItsGroup(WorkerKind kind) throws Exception {
        try (Workshop shop = shop("single")) {
            // Given
            send(shop, kind, "a", "bad", "a2");
            Worker worker = shop.open(kind);
            // When
            settle(worker, worker.receive(), Settlement.REJECT);
            // Then
            assertThat(shop.finish(worker, 1)).containsExactly("a2#1");
            assertThat(shop.awaitDeadLetters("dead.fifo", 1).get(0).properties())
                    .containsEntry("sluice_dead_letter_reason", "Rejected");
        }
    }

    @ParameterizedTest
    @MethodSource("individual")
    void aMessageWithoutAGroupIsRefusedWithTheReason(WorkerKind kind) throws Exception {
        try (Workshop shop = shop("many")) {
            // When, Then
            var refusal =
                    assertThatThrownBy(() -> GroupedProducer.send(BROKER, kind.client(), shop.queue(), null, "m"));
            if (tellsWhy(kind)) {
                refusal.hasStackTraceContaining("MissingParameter")
                        .hasStackTraceContaining("MessageGroupId")
                        .hasStackTraceContaining(shop.queue());
            }
            shop.assertCountStays(0);
        }
    }

    /** The others are refused as well, but the exceptions of protonj2 do not say what they were told. */
    private static boolean tellsWhy(WorkerKind kind) {
        return switch (kind.client()) {
            case CORE, QPID_JMS, OPENWIRE, STOMP, MQTT -> true;
            case PROTONJ2 -> false;
        };
    }

    @ParameterizedTest
    @MethodSource("individual")
    void theNameOfAGroupIsAnyTextOfUpTo1024Characters(WorkerKind kind) throws Exception {
        try (Workshop shop = shop("many")) {
            // Given
            List<String> groups = List.of("with space", "\u00e4\u6771", "x".repeat(1_024), "x".repeat(1_023) + "y");
            for (String group : groups) {
                send(shop, kind, group, group + "-1", group + "-2");
            }
            // When
            var refusal = assertThatThrownBy(() -> send(shop, kind, "x".repeat(1_025), "m"));
            // Then
            if (tellsWhy(kind)) {
                refusal.hasStackTraceContaining("MessageGroupId must be 1 to 1024");
            }
            List<String> done = shop.finish(shop.open(kind), 8);
            for (String group : groups) {
                assertThat(done).containsSubsequence(group + "-1#1", group + "-2#1");
            }
            shop.awaitEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("individual")
    void aMessageWithoutAGroupGetsTheDefaultGroupOfTheQueue(WorkerKind kind) throws Exception {
        try (Workshop shop = shop("named")) {
            // Given
            GroupedProducer.send(BROKER, kind.client(), shop.queue(), null, "m1", "m2");
            Worker worker = shop.open(kind);
            worker.receive();
            // When, Then
            assertThat(shop.open(kind).receive(QUIET)).isEmpty();
        }
    }

    static Stream<WorkerKind> ableToSelectGroups() {
        return individual()
                .filter(kind -> kind.client() != WorkerKind.Client.STOMP && kind.client() != WorkerKind.Client.MQTT);
    }

    @ParameterizedTest
    @MethodSource("ableToSelectGroups")
    void nobodyGetsALaterMessageOfAGroupWhoseHeadMatchesNoSelector(WorkerKind kind) throws Exception {
        try (Workshop shop = shop("many")) {
            // Given
            send(shop, kind, "a", "a1");
            send(shop, kind, "b", "b1");
            Worker picky = shop.open(kind, WorkerOptions.DEFAULT.selecting("JMSXGroupID = 'b'"));
            assertThat(shop.finish(picky, 1)).containsExactly("b1#1");
            send(shop, kind, "a", "a2");
            // When
            send(shop, kind, "b", "b2");
            // Then
            assertThat(shop.finish(picky, 1)).containsExactly("b2#1");
            assertThat(shop.finish(shop.open(kind), 2)).containsExactly("a1#1", "a2#1");
        }
    }
}
