package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.GroupedProducer;
import io.sluice.broker.fixture.JmsClients;
import io.sluice.broker.fixture.Producers;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import io.sluice.broker.fixture.WorkerKind.Client;
import io.sluice.broker.fixture.WorkerOptions;
import jakarta.jms.Connection;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.activemq.artemis.api.core.management.QueueControl;
import org.apache.activemq.artemis.api.core.management.ResourceNames;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What operators do with a queue by Artemis' management works with a FIFO queue, and keeps its order. */
@Execution(ExecutionMode.CONCURRENT)
class FifoManagementIT {

    private static final WorkerKind CORE = new WorkerKind(Client.CORE, WorkerKind.Acknowledgement.INDIVIDUAL);
    private static final Duration QUIET = Duration.ofMillis(300);
    private static final AtomicInteger QUEUES = new AtomicInteger();

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            queues:
              "managed.*.fifo": { visibilityTimeout: 1h }
              failed.CORE.fifo: { redrivePolicy: { deadLetterQueue: dead.CORE.fifo, maxReceiveCount: 5 } }
              failed.QPID_JMS.fifo: { redrivePolicy: { deadLetterQueue: dead.QPID_JMS.fifo, maxReceiveCount: 5 } }
              failed.PROTONJ2.fifo: { redrivePolicy: { deadLetterQueue: dead.PROTONJ2.fifo, maxReceiveCount: 5 } }
              dead.CORE.fifo:
              dead.QPID_JMS.fifo:
              dead.PROTONJ2.fifo:
              failed.unnamed.fifo: { redrivePolicy: { deadLetterQueue: dead.unnamed.fifo, maxReceiveCount: 5 } }
              dead.unnamed.fifo:
            """);

    private final String queue = "managed." + QUEUES.incrementAndGet() + ".fifo";

    @BeforeEach
    void createQueue() throws Exception {
        BROKER.createQueue(queue);
    }

    private QueueControl control() {
        return control(queue);
    }

    private static QueueControl control(String name) {
        return (QueueControl) BROKER.server().getManagementService().getResource(ResourceNames.QUEUE + name);
    }

    private void send(String group, String... bodies) {
        GroupedProducer.send(BROKER, Client.CORE, queue, group, bodies);
    }

    private static String[] numbered(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(i -> "m" + i).toArray(String[]::new);
    }

    private static List<String> finish(Worker worker, int messages) {
        return Stream.generate(worker::receive)
                .limit(messages)
                .peek(worker::acknowledge)
                .map(Received::body)
                .toList();
    }

    private static List<Long> ids(Map<String, Object>[] messages) {
        return Arrays.stream(messages)
                .map(message -> (Long) message.get("messageID"))
                .toList();
    }

    @Test
    void aPausedQueueDeliversNothingAndGoesOnInOrder() throws Exception {
        // Given
        send("a", numbered(1, 20));
        try (Worker worker = Worker.open(BROKER, CORE, queue)) {
            Received first = worker.receive();
            await().untilAsserted(() ->
                    assertThat(BROKER.queue(queue).getDeliveringCount()).isEqualTo(10));
            // When
            control().pause();
            send("a", numbered(21, 25));
            worker.acknowledge(first);
            List<String> buffered = finish(worker, 9);
            // Then
            assertThat(buffered).containsExactly(numbered(2, 10));
            assertThat(worker.receive(QUIET)).isEmpty();
            control().resume();
            assertThat(finish(worker, 15)).containsExactly(numbered(11, 25));
        }
    }

    @Test
    void messagesAreListedInTheOrderOfTheirGroupWhetherOnOfferParkedOrInFlight() throws Exception {
        // Given
        send("a", numbered(1, 30));
        List<Long> all = ids(control().listMessages(""));
        try (Worker worker = Worker.open(BROKER, CORE, queue)) {
            // When
            worker.receive();
            await().untilAsserted(() ->
                    assertThat(BROKER.queue(queue).getDeliveringCount()).isEqualTo(10));
            Map<String, Map<String, Object>[]> delivering = control().listDeliveringMessages();
            // Then
            assertThat(all).hasSize(30).isSorted();
            assertThat(delivering).hasSize(1);
            assertThat(ids(delivering.values().iterator().next())).isEqualTo(all.subList(0, 10));
            assertThat(ids(control().listMessages(""))).isEqualTo(all.subList(10, 30));
            assertThat(control().countMessages("AMQGroupID = 'a'")).isEqualTo(20);
            assertThat(control().getMessageCount()).isEqualTo(30);
        }
    }

    @Test
    void aMessageWhosePriorityIsToBeChangedStaysInItsPlace() throws Exception {
        // Given
        send("a", numbered(1, 3));
        List<Long> ids = ids(control().listMessages(""));
        // When
        boolean one = control().changeMessagePriority(ids.get(0), 9);
        int all = control().changeMessagesPriority("", 0);
        // Then
        assertThat(one).isFalse();
        assertThat(all).isZero();
        try (Worker worker = Worker.open(BROKER, CORE, queue)) {
            assertThat(finish(worker, 3)).containsExactly(numbered(1, 3));
        }
    }

    @Test
    void messagesOfOneGroupAreRemovedAndTheOthersGoOn() throws Exception {
        // Given
        send("a", numbered(1, 20));
        send("b", "b1", "b2");
        // When
        int removed = control().removeMessages("AMQGroupID = 'a'");
        // Then
        assertThat(removed).isEqualTo(20);
        send("a", "m21");
        try (Worker worker = Worker.open(BROKER, CORE, queue)) {
            assertThat(finish(worker, 3)).containsExactlyInAnyOrder("b1", "b2", "m21");
        }
    }

    @Test
    void aMessageThatIsExpiredByHandLeavesItsGroupWhichGoesOn() throws Exception {
        // Given
        send("a", numbered(1, 12));
        List<Long> ids = ids(control().listMessages(""));
        // When
        boolean first = control().expireMessage(ids.get(0));
        boolean parked = control().expireMessage(ids.get(11));
        // Then
        assertThat(List.of(first, parked)).containsExactly(true, true);
        try (Worker worker = Worker.open(BROKER, CORE, queue)) {
            assertThat(finish(worker, 10)).containsExactly(numbered(2, 11));
        }
    }

    @Test
    void messagesMovedHereFromAnotherFifoQueueKeepTheirOrder() throws Exception {
        // Given
        String target = "managed." + QUEUES.incrementAndGet() + ".fifo";
        BROKER.createQueue(target);
        send("a", numbered(1, 30));
        // When
        int moved = control().moveMessages("", target);
        // Then
        assertThat(moved).isEqualTo(30);
        try (Worker worker = Worker.open(BROKER, CORE, target)) {
            assertThat(finish(worker, 30)).containsExactly(numbered(1, 30));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CORE", "QPID_JMS", "PROTONJ2"})
    void messagesMovedAwayAndBackWithinTheWindowOfTheirIdsAreHereAgain(Client client) throws Exception {
        // Given
        String other = "managed." + QUEUES.incrementAndGet() + ".fifo";
        BROKER.createQueue(other);
        GroupedProducer.send(BROKER, client, queue, "a", numbered(1, 3));
        // When
        control().moveMessages("", other);
        control(other).moveMessages("", queue);
        // Then
        try (Worker worker = Worker.open(BROKER, CORE, queue)) {
            assertThat(finish(worker, 3)).containsExactly(numbered(1, 3));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CORE", "QPID_JMS", "PROTONJ2"})
    void deadLettersThatAreRetriedWithinTheWindowOfTheirIdsAreBackInTheirQueue(Client client) throws Exception {
        // Given
        String failed = "failed." + client + ".fifo";
        String dead = "dead." + client + ".fifo";
        GroupedProducer.send(BROKER, client, failed, "a", numbered(1, 3));
        BROKER.deadLetterAll(failed, dead, 3);
        // When
        int retried = control(dead).retryMessages();
        // Then
        assertThat(retried).isEqualTo(3);
        try (Worker worker = Worker.open(BROKER, CORE, failed)) {
            assertThat(finish(worker, 3)).containsExactly(numbered(1, 3));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CORE", "QPID_JMS", "PROTONJ2"})
    void messagesMovedHereFromAPlainQueueNeedNeitherIdNorGroup(Client client) throws Exception {
        // Given
        String plain = "plain." + QUEUES.incrementAndGet();
        BROKER.createQueue(plain);
        Producers.send(BROKER, client, plain, "m1", "m2");
        // When
        int moved = control(plain).moveMessages("", queue);
        // Then
        assertThat(moved).isEqualTo(2);
        try (Worker worker = Worker.open(BROKER, CORE, queue)) {
            assertThat(finish(worker, 2)).containsExactly("m1", "m2");
        }
    }

    @Test
    void aMessageWithoutAGroupCanBecomeADeadLetter() throws Exception {
        // Given
        String plain = "plain." + QUEUES.incrementAndGet();
        BROKER.createQueue(plain);
        Producers.send(BROKER, Client.CORE, plain, "unnamed");
        control(plain).moveMessages("", "failed.unnamed.fifo");
        // When
        BROKER.deadLetterAll("failed.unnamed.fifo", "dead.unnamed.fifo", 1);
        // Then
        assertThat(BROKER.messageCount("failed.unnamed.fifo")).isZero();
    }

    @Test
    void aMessageThatIsMovedByItsIdLeavesItsGroupWhichGoesOn() throws Exception {
        // Given
        String target = "managed." + QUEUES.incrementAndGet() + ".fifo";
        BROKER.createQueue(target);
        send("a", numbered(1, 12));
        List<Long> ids = ids(control().listMessages(""));
        // When
        boolean head = control().moveMessage(ids.get(0), target);
        boolean parked = control().moveMessage(ids.get(11), target);
        // Then
        assertThat(List.of(head, parked)).containsExactly(true, true);
        try (Worker worker = Worker.open(BROKER, CORE, queue);
                Worker there = Worker.open(BROKER, CORE, target)) {
            assertThat(finish(worker, 10)).containsExactly(numbered(2, 11));
            assertThat(finish(there, 2)).containsExactly("m1", "m12");
        }
    }

    @Test
    void aDelayedMessageIsListedAndWhenItIsRemovedItsGroupGoesOn() throws Exception {
        // Given
        try (Connection connection = JmsClients.connect(BROKER, Client.CORE);
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(session.createQueue(queue))) {
            producer.setDeliveryDelay(Duration.ofMinutes(10).toMillis());
            producer.send(GroupedProducer.message(session, "a", "m1"));
        }
        send("a", "m2");
        // When
        List<Long> scheduled = ids(control().listScheduledMessages());
        try (Worker worker = Worker.open(BROKER, CORE, queue)) {
            assertThat(worker.receive(QUIET)).isEmpty();
            boolean removed = control().removeMessage(scheduled.get(0));
            // Then
            assertThat(scheduled).hasSize(1);
            assertThat(removed).isTrue();
            assertThat(finish(worker, 1)).containsExactly("m2");
        }
    }

    @Test
    void aHeadWhoseTimeToLiveEndsUnblocksItsGroup() throws Exception {
        // Given
        try (Connection connection = JmsClients.connect(BROKER, Client.CORE);
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(session.createQueue(queue));
                Worker picky =
                        Worker.open(BROKER, CORE, queue, WorkerOptions.DEFAULT.selecting("JMSType IS NOT NULL"))) {
            producer.setTimeToLive(300);
            producer.send(GroupedProducer.message(session, "a", "m1"));
            producer.setTimeToLive(0);
            Message last = GroupedProducer.message(session, "a", "m2");
            last.setJMSType("t");
            // When
            producer.send(last);
            // Then
            assertThat(finish(picky, 1)).containsExactly("m2");
        }
    }
}
