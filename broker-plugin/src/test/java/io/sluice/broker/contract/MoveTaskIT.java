package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.JmsClients;
import io.sluice.broker.fixture.Producers;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import io.sluice.broker.fixture.WorkerKind.Client;
import io.sluice.broker.fixture.WorkerOptions;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Dead letters go back to where they came from, or to a given queue, as they were sent. */
class MoveTaskIT {

    private static final AtomicInteger SCENES = new AtomicInteger();
    private static final WorkerKind AMQP = Workshop.AMQP;

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            queues:
              "orders.#":
                visibilityTimeout: 60s
                maxInFlightPerConsumer: unlimited
                redrivePolicy: { deadLetterQueue: dlq, maxReceiveCount: 1 }
              dlq: { visibilityTimeout: 60s }
            """);

    private final String orders = "orders." + SCENES.incrementAndGet();
    private MoveTaskClient tasks;

    @BeforeEach
    void begin() throws Exception {
        BROKER.createQueue(orders);
        tasks = new MoveTaskClient(BROKER);
    }

    @AfterEach
    void leaveTheDeadLetterQueueEmpty() throws Exception {
        tasks.close();
        BROKER.queue("dlq").deleteAllReferences();
    }

    private static void deadLetter(String queue) throws Exception {
        long waiting = BROKER.messageCount(queue);
        long before = BROKER.messageCount("dlq");
        BROKER.deadLetterAll(queue, "dlq", before + waiting);
    }

    private static List<Received> drain(String queue) {
        try (Worker worker = Worker.open(BROKER, AMQP, queue)) {
            return worker.drain(Duration.ofMillis(300));
        }
    }

    private static List<String> bodies(List<Received> received) {
        return received.stream().map(Received::body).toList();
    }

    @ParameterizedTest
    @EnumSource(Client.class)
    void movesMessagesBackInOrderAndWithANewReceiveCount(Client client) throws Exception {
        // Given
        Producers.send(BROKER, client, orders, "m1", "m2", "m3");
        deadLetter(orders);
        // When
        MoveTaskClient.Task task = tasks.run(Map.of("source", "dlq"));
        // Then
        assertThat(task.status()).isEqualTo("COMPLETED");
        assertThat(task.moved()).isEqualTo(3);
        assertThat(task.number("approximateNumberOfMessagesToMove")).isEqualTo(3);
        assertThat(task.counts("destinations")).containsExactly(entry(orders, 3L));
        assertThat(BROKER.messageCount("dlq")).isZero();
        assertThat(drain(orders)).extracting(Received::summary).containsExactly("m1#1", "m2#1", "m3#1");
    }

    @ParameterizedTest
    @EnumSource(
            value = Client.class,
            names = {"CORE", "QPID_JMS"})
    void keepsWhatTheSenderGaveTheMessage(Client client) throws Exception {
        try (Connection connection = JmsClients.connect(BROKER, client);
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(session.createQueue(orders))) {
            // Given
            Message sent = session.createTextMessage("m1");
            sent.setJMSCorrelationID("c1");
            sent.setJMSType("order");
            sent.setStringProperty("JMSXGroupID", "g1");
            sent.setIntProperty("amount", 42);
            producer.send(sent, DeliveryMode.PERSISTENT, 7, 60_000);
            deadLetter(orders);
            // When
            tasks.run(Map.of("source", "dlq"));
            // Then
            Message back = session.createConsumer(session.createQueue(orders)).receive(Worker.PATIENCE.toMillis());
            assertThat(back.getJMSMessageID()).isEqualTo(sent.getJMSMessageID());
            assertThat(back.getJMSTimestamp()).isEqualTo(sent.getJMSTimestamp());
            assertThat(back.getJMSCorrelationID()).isEqualTo("c1");
            assertThat(back.getJMSType()).isEqualTo("order");
            assertThat(back.getJMSPriority()).isEqualTo(7);
            assertThat(back.getJMSExpiration()).isZero();
            assertThat(back.getJMSRedelivered()).isFalse();
            assertThat(back.getIntProperty("JMSXDeliveryCount")).isEqualTo(1);
            assertThat(back.getStringProperty("JMSXGroupID")).isEqualTo("g1");
            assertThat(back.getIntProperty("amount")).isEqualTo(42);
            assertThat(back.getBody(String.class)).isEqualTo("m1");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Client.class,
            names = {"CORE", "QPID_JMS"})
    void tellsBothStoriesOfAMessageThatIsDeadLetteredAgain(Client client) throws Exception {
        // Given
        Producers.send(BROKER, client, orders, "m1");
        deadLetter(orders);
        tasks.run(Map.of("source", "dlq"));
        try (Worker worker = Worker.open(BROKER, AMQP, orders)) {
            Received again = worker.receive();
            assertThat(again.properties())
                    .doesNotContainKeys("sluice_dead_letter_source", "sluice_dead_letter_reason")
                    .containsEntry("sluice_redrive_count", 1)
                    .containsEntry("sluice_previous_1_source", orders)
                    .containsEntry("sluice_previous_1_reason", "MovedByOperator");
            // When
            worker.fail(again);
            await().atMost(Worker.PATIENCE).until(() -> BROKER.messageCount("dlq") == 1);
        }
        // Then
        List<Received> dead = drain("dlq");
        assertThat(dead).hasSize(1);
        assertThat(dead.get(0).properties())
                .containsEntry("sluice_dead_letter_source", orders)
                .containsEntry("sluice_dead_letter_reason", "MaxReceiveCountExceeded")
                .containsKey("sluice_first_received_timestamp")
                .containsEntry("sluice_previous_1_source", orders)
                .containsEntry("sluice_previous_1_reason", "MovedByOperator")
                .containsKey("sluice_previous_1_redriven_timestamp")
                .containsEntry("sluice_previous_1_redriven_by", "anonymous");
    }

    @Test
    void movesEachMessageToItsOwnSource() throws Exception {
        // Given
        String other = orders + ".other";
        BROKER.createQueue(other);
        Producers.send(BROKER, Client.CORE, orders, "a1", "a2");
        Producers.send(BROKER, Client.QPID_JMS, other, "b1");
        deadLetter(orders);
        deadLetter(other);
        // When
        MoveTaskClient.Task task = tasks.run(Map.of("source", "dlq"));
        // Then
        assertThat(task.counts("destinations")).containsOnly(entry(orders, 2L), entry(other, 1L));
        assertThat(bodies(drain(orders))).containsExactly("a1", "a2");
        assertThat(bodies(drain(other))).containsExactly("b1");
    }

    @Test
    void movesAllMessagesToTheGivenQueue() throws Exception {
        // Given
        BROKER.createQueue(orders + "-repaired");
        Producers.send(BROKER, Client.CORE, orders, "m1", "m2");
        deadLetter(orders);
        // When
        MoveTaskClient.Task task = tasks.run(Map.of("source", "dlq", "destination", orders + "-repaired"));
        // Then
        assertThat(task.text("destination")).isEqualTo(orders + "-repaired");
        assertThat(bodies(drain(orders + "-repaired"))).containsExactly("m1", "m2");
        assertThat(BROKER.messageCount(orders)).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = Client.class,
            names = {"CORE", "QPID_JMS"})
    void movesOnlyWhatTheFilterMatches(Client client) throws Exception {
        try (Connection connection = JmsClients.connect(BROKER, client);
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(session.createQueue(orders))) {
            // Given
            for (int i = 1; i <= 6; i++) {
                Message message = session.createTextMessage("m" + i);
                message.setIntProperty("number", i);
                producer.send(message);
            }
        }
        deadLetter(orders);
        // When
        MoveTaskClient.Task task = tasks.run(Map.of("source", "dlq", "filter", "number BETWEEN 2 AND 4"));
        // Then
        assertThat(task.moved()).isEqualTo(3);
        assertThat(task.text("filter")).isEqualTo("number BETWEEN 2 AND 4");
        assertThat(bodies(drain(orders))).containsExactly("m2", "m3", "m4");
        assertThat(bodies(drain("dlq"))).containsExactly("m1", "m5", "m6");
    }

    @Test
    void countsInADryRunWhatItWouldMoveAndChangesNothing() throws Exception {
        // Given
        String gone = orders + ".gone";
        BROKER.createQueue(gone);
        Producers.send(BROKER, Client.CORE, orders, "m1", "m2");
        Producers.send(BROKER, Client.CORE, gone, "m3");
        deadLetter(orders);
        deadLetter(gone);
        BROKER.server().destroyQueue(BROKER.queue(gone).getName());
        // When
        MoveTaskClient.Task task = tasks.run(Map.of("source", "dlq", "dryRun", true));
        // Then
        assertThat(task.status()).isEqualTo("COMPLETED");
        assertThat(task.moved()).isZero();
        assertThat(task.counts("destinations")).containsExactly(entry(orders, 2L));
        assertThat(task.counts("staying")).containsExactly(entry("SourceGone", 1L));
        assertThat(BROKER.messageCount(orders)).isZero();
        assertThat(bodies(drain("dlq"))).containsExactly("m1", "m2", "m3");
    }

    @Test
    void leavesAMessageWhoseSourceIsGoneOrUnknownAndSaysWhy() throws Exception {
        // Given
        String gone = orders + ".gone";
        BROKER.createQueue(gone);
        Producers.send(BROKER, Client.CORE, gone, "m1", "m2");
        deadLetter(gone);
        BROKER.server().destroyQueue(BROKER.queue(gone).getName());
        Producers.send(BROKER, Client.CORE, "dlq", "m3");
        Producers.send(BROKER, Client.CORE, orders, "m4");
        deadLetter(orders);
        // When
        MoveTaskClient.Task task = tasks.run(Map.of("source", "dlq"));
        // Then
        assertThat(task.status()).isEqualTo("COMPLETED");
        assertThat(task.counts("staying")).containsOnly(entry("SourceGone", 2L), entry("SourceUnknown", 1L));
        assertThat(bodies(drain(orders))).containsExactly("m4");
        assertThat(bodies(drain("dlq"))).containsExactly("m1", "m2", "m3");
    }

    @Test
    void leavesWhatAConsumerHolds() throws Exception {
        // Given
        Producers.send(BROKER, Client.CORE, orders, "m1", "m2", "m3");
        deadLetter(orders);
        try (Worker inspector = Worker.open(BROKER, AMQP, "dlq", WorkerOptions.DEFAULT.withPrefetch(1))) {
            inspector.receive();
            await().atMost(Worker.PATIENCE).until(() -> BROKER.queue("dlq").getDeliveringCount() >= 1);
            long held = BROKER.queue("dlq").getDeliveringCount();
            // When
            MoveTaskClient.Task task = tasks.run(Map.of("source", "dlq"));
            // Then
            assertThat(task.moved()).isEqualTo(3 - held);
            assertThat(BROKER.messageCount("dlq")).isEqualTo(held);
        }
    }

    @Test
    void leavesWhatFailsAgainWhileTheTaskRuns() throws Exception {
        // Given
        IntStream.rangeClosed(1, 40).forEach(i -> Producers.send(BROKER, Client.CORE, orders, "m" + i));
        deadLetter(orders);
        try (Worker broken = Worker.open(BROKER, AMQP, orders)) {
            // When
            tasks.start(Map.of("source", "dlq", "maxNumberOfMessagesPerSecond", 50));
            for (int i = 0; i < 40; i++) {
                broken.fail(broken.receive());
            }
            MoveTaskClient.Task task = tasks.awaitEnd("dlq");
            // Then
            assertThat(task.moved()).isEqualTo(40);
            assertThat(broken.receive(Duration.ofMillis(300))).isEmpty();
            await().atMost(Worker.PATIENCE).until(() -> BROKER.messageCount("dlq") == 40);
        }
    }

    @Test
    void keepsToTheRateAndCanBeCancelled() throws Exception {
        // Given
        String[] many = IntStream.rangeClosed(1, 200).mapToObj(i -> "m" + i).toArray(String[]::new);
        Producers.send(BROKER, Client.CORE, orders, many);
        deadLetter(orders);
        long begin = System.nanoTime();
        String handle = tasks.start(Map.of("source", "dlq", "maxNumberOfMessagesPerSecond", 20));
        await().atMost(Worker.PATIENCE).until(() -> tasks.list("dlq").get(0).moved() >= 10);
        // When
        ControlClient.Reply reply = tasks.cancel(handle);
        MoveTaskClient.Task task = tasks.awaitEnd("dlq");
        // Then
        double seconds = (System.nanoTime() - begin) / 1e9;
        assertThat(reply.status()).isEqualTo("200");
        assertThat(task.status()).isEqualTo("CANCELLED");
        assertThat(task.moved()).isBetween(10L, (long) (20 * seconds) + 3);
        assertThat(BROKER.messageCount(orders)).isEqualTo(task.moved());
        assertThat(BROKER.messageCount("dlq")).isEqualTo(200 - task.moved());
        assertThat(tasks.cancel(handle).status()).isEqualTo("AWS.SimpleQueueService.UnsupportedOperation");
    }

    @Test
    void allowsOneActiveTaskPerSourceAndListsTheNewestFirst() throws Exception {
        // Given
        Producers.send(BROKER, Client.CORE, orders, "m1", "m2", "m3");
        deadLetter(orders);
        String handle = tasks.start(Map.of("source", "dlq", "maxNumberOfMessagesPerSecond", 1));
        // When
        ControlClient.Reply second = tasks.ask("StartMessageMoveTask", Map.of("source", "dlq"));
        // Then
        assertThat(second.status()).isEqualTo("AWS.SimpleQueueService.UnsupportedOperation");
        assertThat(second.body()).contains("There is already a task running.");
        MoveTaskClient.Task running = tasks.list("dlq").get(0);
        assertThat(running.status()).isEqualTo("RUNNING");
        assertThat(running.text("taskHandle")).isEqualTo(handle);
        tasks.cancel(handle);
        tasks.awaitEnd("dlq");
        tasks.run(Map.of("source", "dlq"));
        List<MoveTaskClient.Task> history = new ArrayList<>(tasks.list("dlq"));
        assertThat(history.get(0).status()).isEqualTo("COMPLETED");
        assertThat(history.get(1).status()).isEqualTo("CANCELLED");
        assertThat(history.get(0).json()).doesNotContainKey("taskHandle");
    }
}
