package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.JmsClients;
import io.sluice.broker.fixture.Producers;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import io.sluice.broker.fixture.WorkerKind.Client;
import jakarta.jms.Connection;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.protocol.amqp.broker.AMQPMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Move tasks with what is rare: pages, large messages, plain queues, subscriptions, restarts, and requests that are wrong. */
class MoveTaskCornersIT {

    private static final WorkerKind CORE = new WorkerKind(Client.CORE, WorkerKind.Acknowledgement.INDIVIDUAL);
    private static final int PAGE_BYTES = 20 * 1024;

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            queues:
              orders:
                visibilityTimeout: 60s
                delay: 1s
                retention: 60s
                maxInFlightPerConsumer: unlimited
                redrivePolicy: { deadLetterQueue: dlq, maxReceiveCount: 1 }
              swift:
                maxInFlightPerConsumer: unlimited
                redrivePolicy: { deadLetterQueue: dlq, maxReceiveCount: 1 }
              dlq: { visibilityTimeout: 60s }
              paged.CORE: { maxInFlightPerConsumer: unlimited, redrivePolicy: { deadLetterQueue: paged-dlq.CORE, maxReceiveCount: 1 } }
              paged-dlq.CORE: {}
              paged.QPID_JMS: { maxInFlightPerConsumer: unlimited, redrivePolicy: { deadLetterQueue: paged-dlq.QPID_JMS, maxReceiveCount: 1 } }
              paged-dlq.QPID_JMS: {}
              paged.filtered: { maxInFlightPerConsumer: unlimited, redrivePolicy: { deadLetterQueue: paged-dlq.filtered, maxReceiveCount: 1 } }
              paged-dlq.filtered: {}
            """)
            .with(
                    "paged-dlq.#",
                    new AddressSettings()
                            .setAddressFullMessagePolicy(AddressFullMessagePolicy.PAGE)
                            .setMaxSizeBytes(2L * PAGE_BYTES)
                            .setPageSizeBytes(PAGE_BYTES)
                            .setMaxReadPageBytes(2 * PAGE_BYTES)
                            .setAutoDeleteQueues(false)
                            .setAutoDeleteAddresses(false))
            .with(
                    "small",
                    new AddressSettings()
                            .setAddressFullMessagePolicy(AddressFullMessagePolicy.FAIL)
                            .setMaxSizeBytes(10_000))
            .with(
                    "plain.#",
                    new AddressSettings()
                            .setDeadLetterAddress(SimpleString.of("plain-dlq"))
                            .setMaxDeliveryAttempts(1)
                            .setAutoDeleteQueues(false)
                            .setAutoDeleteAddresses(false));

    private MoveTaskClient tasks;

    @BeforeEach
    void connect() throws Exception {
        tasks = new MoveTaskClient(BROKER);
    }

    @AfterEach
    void cleanUp() throws Exception {
        tasks.close();
        for (String queue : List.of("orders", "swift", "dlq")) {
            BROKER.queue(queue).deleteAllReferences();
            await().atMost(Worker.PATIENCE).until(() -> BROKER.messageCount(queue) == 0);
        }
    }

    private static void deadLetter(String queue, String deadLetterQueue) throws Exception {
        long expected = BROKER.messageCount(deadLetterQueue) + BROKER.messageCount(queue);
        BROKER.deadLetterAll(queue, deadLetterQueue, expected);
    }

    private static List<String> drain(String queue) {
        try (Worker worker = Worker.open(BROKER, CORE, queue)) {
            Received first = worker.receive();
            worker.acknowledge(first);
            List<String> bodies = new ArrayList<>(List.of(first.body()));
            worker.drain(Duration.ofMillis(300)).forEach(received -> bodies.add(received.body()));
            return bodies;
        }
    }

    private static List<String> sendNumbered(Client client, String queue, int count) throws Exception {
        String padding = "x".repeat(1000);
        try (Connection connection = JmsClients.connect(BROKER, client);
                Session session = connection.createSession(Session.SESSION_TRANSACTED);
                MessageProducer producer = session.createProducer(session.createQueue(queue))) {
            for (int i = 1; i <= count; i++) {
                Message message = session.createTextMessage("m" + i);
                message.setIntProperty("number", i);
                message.setStringProperty("padding", padding);
                producer.send(message);
            }
            session.commit();
        }
        return IntStream.rangeClosed(1, count).mapToObj(i -> "m" + i).toList();
    }

    @ParameterizedTest
    @EnumSource(
            value = Client.class,
            names = {"CORE", "QPID_JMS"})
    void movesAllMessagesOfAPagedQueueInOrder(Client client) throws Exception {
        // Given
        List<String> all = sendNumbered(client, "paged." + client, 400);
        deadLetter("paged." + client, "paged-dlq." + client);
        assertThat(BROKER.queue("paged-dlq." + client).getPagingStore().isPaging())
                .isTrue();
        // When
        MoveTaskClient.Task task = tasks.run(Map.of("source", "paged-dlq." + client));
        // Then
        assertThat(drain("paged." + client)).isEqualTo(all);
        assertThat(task.moved()).isEqualTo(400);
        assertThat(BROKER.messageCount("paged-dlq." + client)).isZero();
    }

    @Test
    void findsWhatMatchesInPagesBehindMoreThanTheBrokerReadsAhead() throws Exception {
        // Given
        sendNumbered(Client.CORE, "paged.filtered", 400);
        deadLetter("paged.filtered", "paged-dlq.filtered");
        // When
        MoveTaskClient.Task task = tasks.run(Map.of("source", "paged-dlq.filtered", "filter", "number > 398"));
        // Then
        assertThat(task.moved()).isEqualTo(2);
        assertThat(drain("paged.filtered")).containsExactly("m399", "m400");
        assertThat(BROKER.messageCount("paged-dlq.filtered")).isEqualTo(398);
        assertThat(tasks.run(Map.of("source", "paged-dlq.filtered")).moved()).isEqualTo(398);
        assertThat(drain("paged.filtered")).hasSize(398).startsWith("m1", "m2").endsWith("m398");
    }

    @ParameterizedTest
    @EnumSource(
            value = Client.class,
            names = {"CORE", "QPID_JMS"})
    void movesLargeMessages(Client client) throws Exception {
        // Given
        String body = "large".repeat(100_000);
        Producers.send(BROKER, client, "swift", body);
        deadLetter("swift", "dlq");
        // When
        MoveTaskClient.Task task = tasks.run(Map.of("source", "dlq"));
        // Then
        assertThat(task.moved()).isEqualTo(1);
        assertThat(drain("swift")).containsExactly(body);
    }

    @Test
    void movesAMessageBackThatIsAsLargeAsItsQueueAllows() throws Exception {
        // Given
        String body = "x".repeat(1024 * 1024);
        Producers.send(BROKER, Client.CORE, "swift", body);
        deadLetter("swift", "dlq");
        // When
        MoveTaskClient.Task task = tasks.run(Map.of("source", "dlq"));
        // Then
        assertThat(task.moved()).isEqualTo(1);
        assertThat(drain("swift")).containsExactly(body);
    }

    @Test
    void movesDeadLettersOfPlainArtemisQueues() throws Exception {
        // Given
        BROKER.createQueue("plain.a");
        BROKER.createQueue("plain-dlq");
        Producers.send(BROKER, Client.QPID_JMS, "plain.a", "m1", "m2", "m3");
        deadLetter("plain.a", "plain-dlq");
        // When
        MoveTaskClient.Task task = tasks.run(Map.of("source", "plain-dlq"));
        // Then
        assertThat(task.moved()).isEqualTo(3);
        assertThat(BROKER.messageCount("plain-dlq")).isZero();
        assertThat(BROKER.queue("plain-dlq").getDeliveringCount()).isZero();
        assertThat(drain("plain.a")).containsExactly("m1", "m2", "m3");
    }

    @Test
    void movesADeadLetterOfASubscriptionToThatSubscriptionOnly() throws Exception {
        // Given
        for (String subscription : List.of("plain.topic.one", "plain.topic.two")) {
            BROKER.createQueue(QueueConfiguration.of(subscription)
                    .setAddress("plain.topic")
                    .setRoutingType(RoutingType.MULTICAST));
        }
        if (BROKER.server().locateQueue("plain-dlq") == null) {
            BROKER.createQueue("plain-dlq");
        }
        try (Connection connection = JmsClients.connect(BROKER, Client.CORE);
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(session.createTopic("plain.topic"))) {
            producer.send(session.createTextMessage("news"));
        }
        deadLetter("plain.topic.one", "plain-dlq");
        // When
        MoveTaskClient.Task task = tasks.run(Map.of("source", "plain-dlq"));
        // Then
        assertThat(task.moved()).isEqualTo(1);
        assertThat(BROKER.messageCount("plain.topic.one")).isEqualTo(1);
        assertThat(BROKER.messageCount("plain.topic.two")).isEqualTo(1);
    }

    @Test
    void movesAMessageBackThoughTheBrokerRemembersItsDuplicateId() throws Exception {
        try (Connection connection = JmsClients.connect(BROKER, Client.CORE);
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(session.createQueue("swift"))) {
            // Given
            Message message = session.createTextMessage("once");
            message.setStringProperty("_AMQ_DUPL_ID", "d1");
            producer.send(message);
        }
        for (int round = 0; round < 2; round++) {
            deadLetter("swift", "dlq");
            // When
            MoveTaskClient.Task task = tasks.run(Map.of("source", "dlq"));
            // Then
            assertThat(task.moved()).isEqualTo(1);
            assertThat(BROKER.messageCount("swift")).isEqualTo(1);
        }
        assertThat(drain("swift")).containsExactly("once");
    }

    @ParameterizedTest
    @EnumSource(
            value = Client.class,
            names = {"CORE", "QPID_JMS"})
    void beginsTheRetentionAnewButNotTheDelay(Client client) throws Exception {
        // Given
        long twoMinutesAgo = System.currentTimeMillis() - 120_000;
        sendSentAt(client, twoMinutesAgo);
        // When
        MoveTaskClient.Task task = tasks.run(Map.of("source", "dlq"));
        // Then
        assertThat(task.counts("destinations")).containsEntry("orders", 1L);
        try (Worker worker = Worker.open(BROKER, Workshop.AMQP, "orders")) {
            Received received = worker.receive(Duration.ofMillis(700)).orElseThrow();
            assertThat(received.body()).isEqualTo("old");
            worker.acknowledge(received);
        }
    }

    /** A dead letter that looks as if it had been sent to orders long ago. */
    private static void sendSentAt(Client client, long millis) throws Exception {
        if (BROKER.server().locateQueue("attic") == null) {
            BROKER.createQueue("attic");
        }
        Producers.send(BROKER, client, "attic", "old");
        await().atMost(Worker.PATIENCE)
                .until(() -> BROKER.queue("attic").iterator().hasNext());
        try (var waiting = BROKER.queue("attic").iterator()) {
            assertThat(waiting.hasNext()).isTrue();
            org.apache.activemq.artemis.api.core.Message message =
                    waiting.next().getMessage();
            org.apache.activemq.artemis.api.core.Message copy =
                    message.copy(BROKER.server().getStorageManager().generateID(), true);
            copy.setTimestamp(millis);
            noteSentTime(copy, millis);
            copy.setAddress("dlq");
            copy.putStringProperty("sluice_dead_letter_source", "orders");
            copy.reencode();
            BROKER.server().getPostOffice().route(copy, false);
        }
        BROKER.queue("attic").deleteAllReferences();
        await().atMost(Worker.PATIENCE).until(() -> BROKER.messageCount("dlq") == 1);
    }

    @Test
    void goesOnAfterARestart() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.configuredWith("""
                queues:
                  orders:
                    maxInFlightPerConsumer: unlimited
                    redrivePolicy: { deadLetterQueue: dlq, maxReceiveCount: 1 }
                  dlq: {}
                """).start()) {
            // Given
            String[] bodies =
                    IntStream.rangeClosed(1, 60).mapToObj(i -> "m" + i).toArray(String[]::new);
            Producers.send(broker, Client.CORE, "orders", bodies);
            broker.deadLetterAll("orders", "dlq", 60);
            try (MoveTaskClient before = new MoveTaskClient(broker)) {
                before.start(Map.of("source", "dlq", "maxNumberOfMessagesPerSecond", 20));
                await().atMost(Worker.PATIENCE).until(() -> broker.messageCount("orders") >= 5);
            }
            // When
            broker.restart();
            // Then
            assertThat(broker.messageCount("orders") + broker.messageCount("dlq"))
                    .isEqualTo(60);
            try (MoveTaskClient after = new MoveTaskClient(broker);
                    Worker worker = Worker.open(broker, Workshop.AMQP, "orders")) {
                MoveTaskClient.Task task = after.awaitEnd("dlq");
                assertThat(task.status()).isEqualTo("COMPLETED");
                assertThat(task.number("maxNumberOfMessagesPerSecond")).isEqualTo(20);
                assertThat(worker.drain(Duration.ofMillis(300)).stream().map(Received::body))
                        .containsExactly(bodies);
            }
        }
    }

    @Test
    void failsWhenTheGivenQueueIsDeletedMeanwhile() throws Exception {
        // Given
        BROKER.createQueue("short-lived");
        Producers.send(BROKER, Client.CORE, "swift", "m1", "m2", "m3", "m4", "m5");
        deadLetter("swift", "dlq");
        tasks.start(Map.of("source", "dlq", "destination", "short-lived", "maxNumberOfMessagesPerSecond", 2));
        await().atMost(Worker.PATIENCE).until(() -> BROKER.messageCount("short-lived") > 0);
        // When
        BROKER.server().destroyQueue(SimpleString.of("short-lived"));
        // Then
        MoveTaskClient.Task task = tasks.awaitEnd("dlq");
        assertThat(task.status()).isEqualTo("FAILED");
        assertThat(task.text("failureReason")).isEqualTo("AWS.SimpleQueueService.NonExistentQueue");
        assertThat(BROKER.messageCount("dlq")).isEqualTo(5 - task.moved());
    }

    @Test
    void waitsWhileTheGivenQueueIsFull() throws Exception {
        // Given
        BROKER.createQueue("small");
        sendNumbered(Client.CORE, "swift", 30);
        deadLetter("swift", "dlq");
        // When
        tasks.start(Map.of("source", "dlq", "destination", "small", "maxNumberOfMessagesPerSecond", 100));
        // Then
        await().atMost(Worker.PATIENCE)
                .until(() -> BROKER.queue("small").getPagingStore().isFull());
        assertThat(tasks.list("dlq").get(0).status()).isEqualTo("RUNNING");
        try (Worker worker = Worker.open(BROKER, CORE, "small")) {
            assertThat(worker.drain(Duration.ofSeconds(1))).hasSize(30);
        }
        assertThat(tasks.awaitEnd("dlq").status()).isEqualTo("COMPLETED");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "source=|MissingParameter",
                "source=nowhere|ResourceNotFoundException",
                "source=orders|InvalidParameterValue",
                "source=dlq destination=nowhere|ResourceNotFoundException",
                "source=dlq destination=dlq|InvalidParameterValue",
                "source=dlq maxNumberOfMessagesPerSecond=0|InvalidParameterValue",
                "source=dlq maxNumberOfMessagesPerSecond=501|InvalidParameterValue",
                "source=dlq maxNumberOfMessagesPerSecond=many|InvalidParameterValue",
                "source=dlq filter=((|InvalidParameterValue",
                "source=dlq dryRun=maybe|InvalidParameterValue"
            })
    void refusesAWrongRequestAndSaysWhy(String requestAndStatus) throws Exception {
        // Given
        String[] parts = requestAndStatus.split("\\|");
        Map<String, String> fields = new HashMap<>();
        for (String field : parts[0].split(" ")) {
            String[] nameAndValue = field.split("=", -1);
            fields.put(nameAndValue[0], nameAndValue[1]);
        }
        // When
        ControlClient.Reply reply = tasks.ask("StartMessageMoveTask", fields);
        // Then
        assertThat(reply.status()).isEqualTo(parts[1]);
        assertThat(reply.body()).contains("message");
    }

    @Test
    void isThereInTheManagementOfTheBroker() throws Exception {
        // Given
        Producers.send(BROKER, Client.CORE, "swift", "m1", "m2");
        deadLetter("swift", "dlq");
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        String broker = BROKER.server().getConfiguration().getName();
        ObjectName control = ObjectName.getInstance(
                "org.apache.activemq.artemis:broker=\"" + broker + "\",component=sluice-redrive");
        // When
        Object reply =
                beans.invoke(control, "startMessageMoveTask", new Object[] {"dlq", null, 0, null, false}, new String[] {
                    "java.lang.String", "java.lang.String", "int", "java.lang.String", "boolean"
                });
        // Then
        assertThat(reply).asString().contains("taskHandle");
        assertThat(tasks.awaitEnd("dlq").moved()).isEqualTo(2);
        assertThat(beans.invoke(control, "listMessageMoveTasks", new Object[] {"dlq", 1}, new String[] {
                    "java.lang.String", "int"
                }))
                .asString()
                .contains("COMPLETED");
    }

    private static void noteSentTime(org.apache.activemq.artemis.api.core.Message message, long millis) {
        SimpleString name = SimpleString.of("_sluice_sent");
        if (message instanceof AMQPMessage amqp) {
            amqp.putExtraBytesProperty(name, new byte[0]);
            amqp.getExtraProperties().putLongProperty(name, millis);
        } else {
            message.putLongProperty(name, millis);
        }
    }
}
