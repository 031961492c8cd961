package io.sluice.broker.stream.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.SettlementRefused;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import io.sluice.broker.fixture.WorkerKind.Acknowledgement;
import io.sluice.broker.fixture.WorkerKind.Client;
import io.sluice.broker.fixture.WorkerOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.activemq.artemis.core.filter.Filter;
import org.apache.activemq.artemis.core.filter.impl.FilterImpl;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Consumers of a group share the shards of a stream, in order and at least once, whatever their client. */
class ConsumerGroupIT {

    private static final WorkerKind CORE = new WorkerKind(Client.CORE, Acknowledgement.INDIVIDUAL);
    private static final WorkerKind AMQP = new WorkerKind(Client.QPID_JMS, Acknowledgement.INDIVIDUAL);

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            queues: { telemetry-dead: {} }
            streams:
              telemetry:
                shards: 2
                consumerGroups:
                  all: { startPosition: TRIM_HORIZON, visibilityTimeout: 1s }
                  picky:
                    startPosition: TRIM_HORIZON
                    visibilityTimeout: 1s
                    redrivePolicy: { deadLetterQueue: telemetry-dead, maxReceiveCount: 2 }
            """);

    private static final AtomicInteger GROUPS = new AtomicInteger();

    private final String group = "group-" + GROUPS.incrementAndGet();

    static List<WorkerKind> everyKind() {
        return WorkerKind.all().toList();
    }

    static List<WorkerKind> individual() {
        return WorkerKind.individual().toList();
    }

    private Worker open(WorkerKind kind) {
        return open(kind, WorkerOptions.DEFAULT);
    }

    private Worker open(WorkerKind kind, WorkerOptions options) {
        return Worker.open(BROKER, kind, "telemetry::" + group, options);
    }

    private List<String> append(int shard, int from, int to) {
        return Puts.put(BROKER, "telemetry", shard, group, from, to);
    }

    private static List<Received> receive(Worker worker, int count) {
        List<Received> received = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Received next = worker.receive();
            received.add(next);
            worker.acknowledge(next);
        }
        return received;
    }

    private static List<String> bodies(List<Received> received) {
        return received.stream().map(Received::body).toList();
    }

    private static Map<Object, List<String>> byShard(List<Received> received) {
        return received.stream()
                .collect(Collectors.groupingBy(
                        each -> each.properties().get("sluice_shard_id"),
                        Collectors.mapping(Received::body, Collectors.toList())));
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void aConsumerReadsAllShardsEachInOrderAndItsSuccessorGoesOnFromThere(WorkerKind kind) {
        // Given
        List<Received> received;
        List<String> first;
        List<String> second;
        try (Worker worker = open(kind)) {
            first = append(0, 0, 10);
            second = append(1, 0, 10);

            // When
            received = receive(worker, 20);
            awaitEmpty(group);
        }

        // Then
        assertThat(byShard(received))
                .containsOnly(Map.entry("shardId-000000000000", first), Map.entry("shardId-000000000001", second));
        assertThat(received).allSatisfy(each -> {
            assertThat(each.receiveCount()).isEqualTo(1);
            assertThat(String.valueOf(each.properties().get("sluice_sequence_number")))
                    .matches("1\\d{29}");
        });
        try (Worker successor = open(kind)) {
            List<String> later = append(0, 10, 12);
            assertThat(bodies(receive(successor, 2))).isEqualTo(later);
        }
    }

    @Test
    void groupsAreIndependentOfEachOther() {
        // Given
        try (Worker one = open(CORE);
                Worker other = Worker.open(BROKER, AMQP, "telemetry::" + group + "-other")) {
            List<String> bodies = append(0, 0, 5);

            // When
            List<Received> ofOne = receive(one, 5);
            List<Received> ofOther = receive(other, 5);

            // Then
            assertThat(bodies(ofOne)).isEqualTo(bodies);
            assertThat(bodies(ofOther)).isEqualTo(bodies);
        }
    }

    @ParameterizedTest
    @MethodSource("individual")
    void shardsAreDividedWhenAConsumerJoinsAndComeBackWhenItLeaves(WorkerKind kind) {
        // Given
        try (Worker one = open(CORE)) {
            List<Received> ofOne = new ArrayList<>();
            List<Received> ofOther = new ArrayList<>();
            append(0, 0, 2);
            append(1, 0, 2);
            ofOne.addAll(receive(one, 4));

            // When
            try (Worker other = open(kind)) {
                Awaitility.await().atMost(Worker.PATIENCE).until(() -> BROKER.consumerCount(group) == 2);
                append(0, 2, 4);
                append(1, 2, 4);
                ofOne.addAll(receive(one, 2));
                ofOther.addAll(receive(other, 2));
            }
            append(0, 4, 6);
            append(1, 4, 6);
            List<Received> later = receive(one, 4);

            // Then
            assertThat(byShard(ofOther)).hasSize(1);
            List<Received> whole = new ArrayList<>(ofOne);
            whole.addAll(ofOther);
            whole.addAll(later);
            assertThat(byShard(whole).values())
                    .allSatisfy(bodies -> assertThat(bodies)
                            .extracting(body -> body.substring(body.lastIndexOf('-') + 1))
                            .containsExactly("0", "1", "2", "3", "4", "5"));
        }
    }

    @ParameterizedTest
    @MethodSource("individual")
    void whatAHungConsumerHasGoesToAnotherInOrderAndItsLateAcknowledgementsHurtNobody(WorkerKind kind) {
        // Given
        String name = "telemetry::all";
        try (Worker hung = Worker.open(BROKER, kind, name)) {
            List<String> bodies = append(0, 0, 4);
            Received first = hung.receive();
            while (!first.body().startsWith(group)) {
                hung.acknowledge(first);
                first = hung.receive();
            }

            // When
            try (Worker healthy = Worker.open(BROKER, CORE, name)) {
                List<Received> received = new ArrayList<>();
                for (int i = 0; i < 2; i++) {
                    Received next = healthy.receive();
                    received.add(next);
                    healthy.acknowledge(next);
                }
                hung.acknowledge(first);
                received.addAll(receive(healthy, 2));

                // Then
                assertThat(bodies(received)).isEqualTo(bodies);
                assertThat(received.get(0).receiveCount()).isEqualTo(2);
                assertThat(received.subList(1, 4))
                        .extracting(Received::receiveCount)
                        .containsOnly(1);
                assertThat(hung.isUsable()).isTrue();
            }
        }
        awaitEmpty("all");
    }

    private static void awaitEmpty(String reader) {
        Awaitility.await("records of " + reader).atMost(Worker.PATIENCE).until(() -> BROKER.messageCount(reader) == 0);
    }

    static List<WorkerKind> ableToFail() {
        return WorkerKind.ableToFail().toList();
    }

    @ParameterizedTest
    @MethodSource("ableToFail")
    void aRecordThatFailsComesBackAndThoseBehindItAfterIt(WorkerKind kind) {
        // Given
        try (Worker worker = open(kind)) {
            List<String> bodies = append(0, 0, 5);
            receive(worker, 2);

            // When
            worker.fail(worker.receive());
            List<String> settled = new ArrayList<>();
            while (!settled.contains(bodies.get(2))
                    || !settled.get(settled.size() - 1).equals(bodies.get(4))) {
                Received next = worker.receive();
                try {
                    worker.acknowledge(next);
                    settled.add(next.body());
                } catch (SettlementRefused e) {
                    settled.clear(); // a commit of what the broker took back
                }
            }

            // Then
            assertThat(settled.subList(settled.size() - 3, settled.size())).isEqualTo(bodies.subList(2, 5));
        }
        awaitEmpty(group);
    }

    @Test
    void aPoisonRecordGoesToTheDeadLetterQueueAndTheGroupGoesOn() {
        // Given
        WorkerOptions oneByOne = WorkerOptions.DEFAULT.withPrefetch(0);
        try (Worker worker = Worker.open(BROKER, CORE, "telemetry::picky", oneByOne)) {
            List<String> bodies = append(1, 0, 3);
            Received first = worker.receive();
            while (!first.body().equals(bodies.get(0))) {
                worker.acknowledge(first);
                first = worker.receive();
            }

            // When
            worker.fail(first);
            Received second = worker.receive();
            assertThat(second.summary()).isEqualTo(bodies.get(0) + "#2");
            worker.fail(second);
            List<Received> later = receive(worker, 2);

            // Then
            assertThat(bodies(later)).isEqualTo(bodies.subList(1, 3));
        }
        try (Worker undertaker = Worker.open(BROKER, CORE, "telemetry-dead")) {
            Received dead = undertaker.receive();
            undertaker.acknowledge(dead);
            assertThat(dead.body()).isEqualTo(group + "-1-0");
            assertThat(dead.properties())
                    .containsEntry("sluice_dead_letter_reason", "MaxReceiveCountExceeded")
                    .containsEntry("sluice_dead_letter_source", "picky");
        }
    }

    @Test
    void aSelectorPassesWhatItExcludes() {
        // Given
        WorkerOptions even = WorkerOptions.DEFAULT.selecting("parity = 'even'");

        // When
        List<Received> received;
        try (Worker worker = Worker.open(BROKER, CORE, "telemetry::" + group, even)) {
            append(0, 0, 4);
            received = receive(worker, 2);
            awaitEmpty(group);
        }

        // Then
        assertThat(bodies(received)).containsExactly(group + "-0-0", group + "-0-2");
    }

    @Test
    void aPurgeTakesNothingOutOfAGroup() throws Exception {
        // Given
        try (Worker worker = Worker.open(BROKER, CORE, "telemetry::" + group, WorkerOptions.DEFAULT.withPrefetch(0))) {
            List<String> bodies = append(0, 0, 5);
            Awaitility.await().atMost(Worker.PATIENCE).until(() -> BROKER.messageCount(group) == 5);

            // When
            Filter even = FilterImpl.createFilter("parity = 'even'");
            int purged = BROKER.queue(group).deleteAllReferences()
                    + BROKER.queue(group).deleteMatchingReferences(even)
                    + BROKER.queue(group).expireReferences(even);

            // Then
            assertThat(purged).isZero();
            assertThat(bodies(receive(worker, 5))).isEqualTo(bodies);
        }
    }

    @Test
    void whatIsSentToAGroupIsRefused() {
        // Given
        try (Worker worker = open(CORE)) {

            // When Then
            assertThatThrownBy(() -> Puts.put(BROKER, "telemetry::" + group, 0, group, 0, 1))
                    .hasMessageContaining("records are put into stream telemetry");
            assertThat(worker.isUsable()).isTrue();
        }
    }
}
