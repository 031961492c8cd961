package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.GroupedProducer;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How many unsettled messages a consumer may hold, and that a consumer that needs many never waits for ever. */
@Execution(ExecutionMode.CONCURRENT)
class InFlightLimitIT {

    private static final int FIRST_LIMIT = 10;
    private static final int PORTION = 5;
    private static final int PORTIONS = 12;

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            queues:
              "three.#": { visibilityTimeout: 30s, maxInFlightPerConsumer: 3 }
              "unlimited.#": { visibilityTimeout: 30s, maxInFlightPerConsumer: unlimited }
              "auto.#": { visibilityTimeout: 30s, maxInFlightPerConsumer: auto }
              "trickle.#":
                visibilityTimeout: 1s
                redrivePolicy: { deadLetterQueue: trickle-dlq, maxReceiveCount: 3 }
              trickle-dlq: { retention: 14d }
              "one.*.fifo": { maxInFlightPerGroup: 1 }
              "some.*.fifo": { maxInFlightPerGroup: 7 }
              "paced.*.fifo": { maxInFlightPerGroup: auto }
            """);

    static Stream<WorkerKind> kinds() {
        return WorkerKind.all();
    }

    static Stream<WorkerKind> settlingManyAtOnce() {
        return Stream.concat(
                WorkerKind.transacted(),
                Stream.of(
                                WorkerKind.Client.CORE,
                                WorkerKind.Client.QPID_JMS,
                                WorkerKind.Client.OPENWIRE,
                                WorkerKind.Client.STOMP)
                        .map(client -> new WorkerKind(client, WorkerKind.Acknowledgement.CLIENT)));
    }

    static Stream<WorkerKind> listening() {
        return Stream.of(WorkerKind.Client.CORE, WorkerKind.Client.QPID_JMS, WorkerKind.Client.OPENWIRE)
                .flatMap(client -> Stream.of(WorkerKind.Acknowledgement.DUPS_OK, WorkerKind.Acknowledgement.AUTO)
                        .map(mode -> new WorkerKind(client, mode)));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void handsOutNoMoreThanTheNumber(WorkerKind kind) {
        try (Workshop shop = Workshop.at(BROKER, "three")) {
            // Given
            shop.sendNumbered(kind, 10);
            // When
            Worker worker = shop.open(kind);
            Received first = worker.receive();
            // Then
            shop.assertInFlightStays(3);
            worker.acknowledge(first);
            shop.awaitCount(9);
            shop.assertInFlightStays(3);
            assertThat(shop.finish(worker, 9)).startsWith("m2#1", "m3#1").endsWith("m10#1");
            shop.awaitEmpty();
            shop.assertNobodyWasHarmed();
        }
    }

    @Test
    void listsOnlyMessagesAsInDeliveryWhileAClientIsAskedWhetherItNeedsMore() {
        try (Workshop shop = Workshop.at(BROKER, "auto")) {
            // Given
            WorkerKind kind = new WorkerKind(WorkerKind.Client.CORE, WorkerKind.Acknowledgement.INDIVIDUAL);
            shop.sendNumbered(kind, 20);
            Worker stuck = shop.open(kind);
            // When
            stuck.receive();
            shop.awaitInFlight(10);
            // Then
            await().during(Duration.ofMillis(300))
                    .untilAsserted(() -> assertThat(BROKER.queue(shop.queue())
                                    .getDeliveringMessages()
                                    .values())
                            .singleElement(LIST)
                            .hasSize(10));
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void leavesFlowControlToTheClientWhenUnlimited(WorkerKind kind) {
        try (Workshop shop = Workshop.at(BROKER, "unlimited")) {
            // Given
            shop.sendNumbered(kind, 200);
            // When
            Worker worker = shop.open(kind);
            // Then
            shop.awaitInFlight(200);
            shop.finish(worker, 200);
            shop.awaitEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("settlingManyAtOnce")
    void growsForAConsumerThatSettlesAHundredMessagesTogether(WorkerKind kind) {
        try (Workshop shop = Workshop.at(BROKER, "auto")) {
            // Given
            List<String> sent = shop.sendNumbered(kind, 100);
            Worker worker = shop.open(kind);
            List<Received> batch = new ArrayList<>();
            // When
            while (batch.size() < sent.size()) {
                batch.add(worker.receive());
            }
            worker.acknowledgeAll(batch);
            // Then
            assertThat(batch).extracting(Received::body).isEqualTo(sent);
            shop.awaitEmpty();
            shop.assertNobodyWasHarmed();
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void deliversEveryMessageOnceUnderAuto(WorkerKind kind) {
        try (Workshop shop = Workshop.at(BROKER, "auto")) {
            // Given
            List<String> sent = shop.sendNumbered(kind, 60);
            Worker worker = shop.open(kind);
            // When
            List<String> done = shop.finish(worker, 60);
            // Then
            assertThat(done).isEqualTo(sent.stream().map(body -> body + "#1").toList());
            shop.awaitEmpty();
            shop.assertNobodyWasHarmed();
        }
    }

    /** The free one is never at its limit, so however long it takes, the busy one is given no more than it began with. */
    @ParameterizedTest
    @MethodSource("kinds")
    void leavesToAFreeConsumerWhatABusyOneMayNotHoldUnderAuto(WorkerKind kind) {
        try (Workshop shop = Workshop.at(BROKER, "auto")) {
            // Given
            Worker busy = shop.open(kind);
            Worker free = shop.open(kind.colleague());
            shop.sendNumbered(kind, PORTION);
            Received held = busy.receive();
            // When
            List<String> done = new ArrayList<>();
            for (int sent = 2 * PORTION; sent <= PORTIONS * PORTION; sent += PORTION) {
                shop.sendNumbered(kind, PORTION);
                done.addAll(shop.finish(free, Math.max(0, sent - FIRST_LIMIT - done.size())));
            }
            // Then
            assertThat(done).as("left over by a worker busy with %s", held).hasSize(PORTIONS * PORTION - FIRST_LIMIT);
            shop.assertNobodyWasHarmed();
        }
    }

    static Stream<Arguments> listeningToGroups() {
        return listening().flatMap(kind -> Stream.of("one", "some", "paced").map(word -> Arguments.of(kind, word)));
    }

    @ParameterizedTest
    @MethodSource("listeningToGroups")
    void givesAllOfAGroupToAConsumerThatAcknowledgesLate(WorkerKind kind, String word) {
        try (Workshop shop = Workshop.at(BROKER, word, ".fifo")) {
            // Given
            List<String> sent =
                    IntStream.rangeClosed(1, 60).mapToObj(i -> "m" + i).toList();
            GroupedProducer.send(BROKER, kind.client(), shop.queue(), "a", sent.toArray(String[]::new));
            Worker lazy = shop.open(kind);
            // When
            List<String> done = shop.finish(lazy, 60);
            // Then
            assertThat(done).isEqualTo(sent.stream().map(body -> body + "#1").toList());
            lazy.closeConsumer();
            shop.awaitEmpty();
            assertThat(lazy.complaints()).isEmpty();
        }
    }

    @Test
    void returnsInOrderWhatAConsumerThatAcknowledgesLateWasDoneWithWhenItIsLost() {
        try (Workshop shop = Workshop.at(BROKER, "some", ".fifo")) {
            // Given
            WorkerKind kind = new WorkerKind(WorkerKind.Client.CORE, WorkerKind.Acknowledgement.DUPS_OK);
            List<String> sent =
                    IntStream.rangeClosed(1, 30).mapToObj(i -> "m" + i).toList();
            GroupedProducer.send(BROKER, kind.client(), shop.queue(), "a", sent.toArray(String[]::new));
            Worker lazy = shop.open(kind);
            shop.finish(lazy, 20);
            Worker other = shop.open(kind.colleague());
            assertThat(other.receive(Duration.ofMillis(200))).isEmpty();
            // When
            shop.cut(lazy);
            // Then
            assertThat(shop.finish(other, 30).stream().map(summary -> summary.replaceAll("#.*", "")))
                    .containsExactlyElementsOf(sent);
            shop.awaitEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("listening")
    void condemnsNoMessageWhoseWorkWasDoneWhenAcknowledgementsAreLate(WorkerKind kind) {
        try (Workshop shop = Workshop.at(BROKER, "trickle")) {
            // Given
            Worker lazy = shop.open(kind);
            Set<String> done = new LinkedHashSet<>();
            List<String> sent = new ArrayList<>();
            // When
            for (int i = 0; i < 10; i++) {
                String body = "m" + i;
                sent.add(body);
                shop.send(kind, body);
                lazy.drain(Duration.ofMillis(400)).forEach(message -> done.add(message.body()));
            }
            lazy.drain(Duration.ofSeconds(1)).forEach(message -> done.add(message.body()));
            lazy.closeConsumer();
            shop.awaitConsumers(0);
            // Then
            assertThat(done).containsExactlyInAnyOrderElementsOf(sent);
            assertThat(shop.deadLetters("trickle-dlq")).isEmpty();
            assertThat(lazy.complaints()).isEmpty();
        }
    }
}
