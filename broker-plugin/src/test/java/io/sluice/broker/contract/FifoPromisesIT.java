package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.GroupedProducer;
import io.sluice.broker.fixture.JmsClients;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import io.sluice.broker.fixture.WorkerKind.Client;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.utils.collections.LinkedListIterator;
import org.apache.qpid.protonj2.client.Sender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What else holds of a FIFO queue: sequence numbers, restarts, and all that any queue can do. */
@Execution(ExecutionMode.SAME_THREAD)
class FifoPromisesIT {

    private static final String QUEUE = "orders.fifo";
    private static final String STEPPING = "stepping.fifo";
    private static final String ONE_BY_ONE = "single.fifo";
    private static final String PAGED = "paged.fifo";
    private static final String ELSEWHERE = "elsewhere";
    private static final int PATIENCE_MILLIS = 10_000;
    private static final int PAGED_MESSAGES = Integer.getInteger("fifo.paged", 5_000);
    private static final int BATCH = 100;

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
                    queues:
                      orders.fifo: { visibilityTimeout: 1h }
                      stepping.fifo: { retryMode: stepOver }
                      single.fifo: { maxInFlightPerGroup: 1 }
                      paged.fifo:
                    """)
            .with(
                    PAGED,
                    new AddressSettings()
                            .setAddressFullMessagePolicy(AddressFullMessagePolicy.PAGE)
                            .setMaxSizeBytes(100_000)
                            .setPageSizeBytes(50_000)
                            .setMaxReadPageMessages(500)
                            .setPrefetchPageMessages(500)
                            .setAutoDeleteQueues(false)
                            .setAutoDeleteAddresses(false));

    private Connection connection;
    private Session session;

    @BeforeEach
    void connect() throws JMSException {
        connection = JmsClients.connect(BROKER, Client.CORE);
        session = connection.createSession(false, JmsClients.sessionMode(kind(Client.CORE)));
    }

    @AfterEach
    void emptyQueues() throws Exception {
        connection.close();
        for (String queue : List.of(QUEUE, STEPPING, ONE_BY_ONE, PAGED)) {
            await().untilAsserted(() ->
                    assertThat(BROKER.queue(queue).getDeliveringCount()).isZero());
            BROKER.queue(queue).deleteAllReferences();
            await().untilAsserted(() -> assertThat(BROKER.messageCount(queue)).isZero());
        }
    }

    private void restart() throws Exception {
        connection.close();
        BROKER.restart();
        connect();
    }

    private static void send(String queue, String group, String... bodies) {
        GroupedProducer.send(BROKER, Client.CORE, queue, group, bodies);
    }

    private static String[] numbered(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> "m" + i).toArray(String[]::new);
    }

    /** Receives and acknowledges this many messages. */
    private List<Received> receive(String queue, int count) throws JMSException {
        List<Received> received = new ArrayList<>();
        try (MessageConsumer consumer = session.createConsumer(session.createQueue(queue))) {
            while (received.size() < count) {
                Message message = consumer.receive(PATIENCE_MILLIS);
                assertThat(message).as("message after %s", received).isNotNull();
                received.add(JmsClients.received(message));
                message.acknowledge();
            }
        }
        return received;
    }

    private List<Received> browse(String queue) throws JMSException {
        List<Received> seen = new ArrayList<>();
        try (QueueBrowser browser = session.createBrowser(session.createQueue(queue))) {
            for (Object message : Collections.list(browser.getEnumeration())) {
                seen.add(JmsClients.received((Message) message));
            }
        }
        return seen;
    }

    private static String number(Received message) {
        return String.valueOf(message.properties().get("sluice_sequence_number"));
    }

    private static List<String> bodies(List<Received> messages) {
        return messages.stream().map(Received::body).toList();
    }

    // ---- sequence numbers -----------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource(Client.class)
    void eachMessageHasANumberThatIncreasesWithinItsGroupAndStaysTheSame(Client client) throws Exception {
        // Given
        GroupedProducer.send(BROKER, client, QUEUE, "a", "m1", "m2", "m3");

        // When
        List<String> browsed =
                browse(QUEUE).stream().map(FifoPromisesIT::number).toList();
        List<String> first;
        try (Worker worker = Worker.open(BROKER, kind(client), QUEUE)) {
            first = List.of(number(worker.receive()), number(worker.receive()), number(worker.receive()));
        }
        restart();
        List<String> second =
                receive(QUEUE, 3).stream().map(FifoPromisesIT::number).toList();

        // Then
        assertThat(first).isSorted().doesNotHaveDuplicates().allMatch(number -> number.matches("[0-9]{20}"));
        assertThat(second).isEqualTo(first).isEqualTo(browsed);
    }

    @Test
    void anAmqpClientReadsTheNumberInItsAnnotationAndNamesTheGroupInAnother() throws Exception {
        // Given
        try (org.apache.qpid.protonj2.client.Client client = org.apache.qpid.protonj2.client.Client.create();
                org.apache.qpid.protonj2.client.Connection amqp = client.connect("127.0.0.1", BROKER.port());
                Sender sender = amqp.openSender(ONE_BY_ONE)) {
            for (String body : List.of("m1", "m2")) {
                sender.send(org.apache.qpid.protonj2.client.Message.create(body)
                                .durable(true)
                                .property("_AMQ_DUPL_ID", body)
                                .annotation("x-opt-partition-key", "a"))
                        .awaitAccepted();
            }
        }

        // When
        try (Worker worker = Worker.open(BROKER, kind(Client.PROTONJ2), ONE_BY_ONE)) {
            Received first = worker.receive();
            int inFlight = BROKER.queue(ONE_BY_ONE).getDeliveringCount();
            worker.acknowledge(first);
            Received second = worker.receive();
            worker.acknowledge(second);

            // Then
            assertThat(inFlight).isOne();
            for (Received message : List.of(first, second)) {
                assertThat(message.properties())
                        .containsEntry("x-opt-partition-key", "a")
                        .containsEntry("x-opt-sequence-number", number(message));
            }
            assertThat(number(second)).isGreaterThan(number(first));
        }
    }

    private static WorkerKind kind(Client client) {
        return new WorkerKind(client, WorkerKind.Acknowledgement.INDIVIDUAL);
    }

    @Test
    void aTransactionThatWasOvertakenComesAfterWhatOvertookIt() throws Exception {
        // Given
        try (Connection other = JmsClients.connect(BROKER, Client.CORE);
                Session transacted = other.createSession(Session.SESSION_TRANSACTED);
                MessageProducer producer = transacted.createProducer(transacted.createQueue(QUEUE))) {
            producer.send(GroupedProducer.message(transacted, "a", "late"));
            producer.send(GroupedProducer.message(transacted, "b", "alone"));
            send(QUEUE, "a", "early");
            String early = number(browse(QUEUE).get(0));

            // When
            transacted.commit();

            // Then
            await().untilAsserted(() -> assertThat(BROKER.messageCount(QUEUE)).isEqualTo(3));
            List<Received> waiting = browse(QUEUE);
            assertThat(bodies(waiting)).containsSubsequence("early", "late");
            assertThat(number(of(waiting, "late"))).isGreaterThan(early);
            assertThat(number(of(waiting, "alone"))).isLessThan(early);
        }
        List<Received> before = browse(QUEUE);
        restart();
        List<Received> after = receive(QUEUE, 3);
        assertThat(bodies(after)).containsSubsequence("early", "late");
        for (String body : List.of("early", "late", "alone")) {
            assertThat(number(of(after, body))).isEqualTo(number(of(before, body)));
        }
    }

    private static Received of(List<Received> messages, String body) {
        return messages.stream()
                .filter(message -> message.body().equals(body))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void orderHoldsOverARestartWhileMessagesAreInFlight() throws Exception {
        // Given
        send(QUEUE, "a", numbered(30));
        try (MessageConsumer consumer = session.createConsumer(session.createQueue(QUEUE))) {
            consumer.receive(PATIENCE_MILLIS).acknowledge();
            consumer.receive(PATIENCE_MILLIS);
            // When
            restart();
        }
        // Then
        assertThat(bodies(receive(QUEUE, 29)))
                .containsExactly(
                        IntStream.rangeClosed(2, 30).mapToObj(i -> "m" + i).toArray(String[]::new));
    }

    // ---- all that any queue can do --------------------------------------------------------------------------------

    @Test
    void parkedMessagesAreBrowsedInOrderAndCounted() throws Exception {
        // Given
        send(QUEUE, "a", numbered(50));
        try (MessageConsumer consumer = session.createConsumer(session.createQueue(QUEUE))) {
            consumer.receive(PATIENCE_MILLIS);

            // When, Then
            assertThat(bodies(browse(QUEUE)))
                    .containsExactly(
                            IntStream.rangeClosed(11, 50).mapToObj(i -> "m" + i).toArray(String[]::new));
            assertThat(BROKER.messageCount(QUEUE)).isEqualTo(50);
        }
        await().untilAsserted(() -> assertThat(bodies(browse(QUEUE))).containsExactly(numbered(50)));
    }

    @Test
    void parkedMessagesArePurgedAndTheGroupGoesOn() throws Exception {
        // Given
        send(QUEUE, "a", numbered(50));
        send(QUEUE, "b", "b1");

        // When
        int purged = BROKER.queue(QUEUE).deleteAllReferences();
        send(QUEUE, "a", "m51", "m52");

        // Then
        assertThat(purged).isEqualTo(51);
        assertThat(bodies(receive(QUEUE, 2))).containsExactly("m51", "m52");
    }

    @Test
    void whatIsBehindMessagesThatAreRemovedFromTheFrontIsDelivered() throws Exception {
        // Given
        send(QUEUE, "a", numbered(30));

        try (MessageConsumer picky = session.createConsumer(session.createQueue(QUEUE), "JMSXGroupID = 'none'");
                MessageConsumer consumer = session.createConsumer(session.createQueue(ONE_BY_ONE))) {
            // When
            for (Received message : browse(QUEUE).subList(0, 25)) {
                long id = Long.parseLong(number(message));
                assertThat(BROKER.queue(QUEUE).deleteReference(id)).isTrue();
            }
            assertThat(picky.receiveNoWait()).isNull();
            assertThat(consumer.receiveNoWait()).isNull();
        }

        // Then
        assertThat(bodies(receive(QUEUE, 5))).containsExactly("m26", "m27", "m28", "m29", "m30");
    }

    @Test
    void parkedMessagesAreMoved() throws Exception {
        // Given
        send(QUEUE, "a", numbered(30));
        BROKER.createQueue(ELSEWHERE);

        // When
        int moved = BROKER.queue(QUEUE)
                .moveReferences(
                        null,
                        BROKER.queue(ELSEWHERE).getAddress(),
                        BROKER.server()
                                .getPostOffice()
                                .getBinding(BROKER.queue(ELSEWHERE).getName()));

        // Then
        assertThat(moved).isEqualTo(30);
        await().untilAsserted(() -> assertThat(BROKER.messageCount(QUEUE)).isZero());
        assertThat(bodies(receive(ELSEWHERE, 30))).containsExactly(numbered(30));
    }

    @Test
    void parkedMessagesExpire() throws Exception {
        // Given
        send(QUEUE, "a", numbered(12));
        try (MessageProducer producer = session.createProducer(session.createQueue(QUEUE));
                MessageConsumer consumer = session.createConsumer(session.createQueue(QUEUE))) {
            consumer.receive(PATIENCE_MILLIS);
            producer.setTimeToLive(50);
            producer.send(GroupedProducer.message(session, "a", "short-lived"));
            producer.setTimeToLive(0);

            // When
            producer.send(GroupedProducer.message(session, "a", "last"));

            // Then
            await().untilAsserted(() -> assertThat(bodies(browse(QUEUE))).containsExactly("m11", "m12", "last"));
        }
    }

    @Test
    void prioritiesDoNotChangeTheOrder() throws Exception {
        // Given
        Queue queue = session.createQueue(QUEUE);
        try (MessageProducer producer = session.createProducer(queue)) {
            for (int priority : new int[] {0, 9, 4}) {
                producer.setPriority(priority);
                producer.send(GroupedProducer.message(session, "a", "p" + priority));
            }
        }

        // When, Then
        assertThat(bodies(receive(QUEUE, 3))).containsExactly("p0", "p9", "p4");
    }

    @ParameterizedTest
    @EnumSource(Client.class)
    void largeMessagesKeepTheirOrderAndNumber(Client client) throws Exception {
        // Given
        String large = "x".repeat(250_000);
        GroupedProducer.send(BROKER, client, QUEUE, "a", "m1", large, "m3");

        // When
        restart();
        List<Received> received;
        try (Worker worker = Worker.open(BROKER, kind(client), QUEUE)) {
            received = Stream.generate(worker::receive)
                    .limit(3)
                    .peek(worker::acknowledge)
                    .toList();
        }

        // Then
        assertThat(bodies(received)).containsExactly("m1", large, "m3");
        assertThat(received.stream().map(FifoPromisesIT::number).toList())
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void aDelayedMessageKeepsItsGroupWaiting() throws Exception {
        // Given
        sendDelayed(QUEUE);

        // When
        send(QUEUE, "a", "m2");
        send(QUEUE, "b", "b1");

        // Then
        assertThat(bodies(receive(QUEUE, 3))).containsExactly("b1", "m1", "m2");
    }

    @Test
    void aGroupStepsOverADelayedMessageIfTheQueueSaysSo() throws Exception {
        // Given
        sendDelayed(STEPPING);

        // When
        send(STEPPING, "a", "m2");

        // Then
        assertThat(bodies(receive(STEPPING, 2))).containsExactly("m2", "m1");
    }

    private void sendDelayed(String queue) throws JMSException {
        try (MessageProducer producer = session.createProducer(session.createQueue(queue))) {
            producer.setDeliveryDelay(Duration.ofMillis(600).toMillis());
            producer.send(GroupedProducer.message(session, "a", "m1"));
        }
    }

    /** {@code -Dfifo.paged=1000000}, a multiple of 500, for a large group; what the broker keeps in memory is printed. */
    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void aPagedGroupIsReadInSlicesAndInOrder() throws Exception {
        // Given
        sendPaged();
        assertThat(BROKER.queue(PAGED).getPageSubscription().isPaging()).isTrue();

        // When
        int held = 0;
        long heap = 0;
        try (MessageConsumer consumer = session.createConsumer(session.createQueue(PAGED))) {
            for (int i = 1; i <= PAGED_MESSAGES; i++) {
                Message message = consumer.receive(PATIENCE_MILLIS);

                // Then
                assertThat(message).as("message %d", i).isNotNull();
                assertThat(message.getBody(String.class)).isEqualTo("m" + i);
                message.acknowledge();
                if (i % (PAGED_MESSAGES / 5) == 0) {
                    held = Math.max(held, inMemory(PAGED));
                    heap = Math.max(heap, liveHeapBytes());
                }
            }
        }
        System.out.printf("FifoPromisesIT: %d paged, %d in memory, heap %d MiB%n", PAGED_MESSAGES, held, heap >> 20);
        assertThat(held).isLessThan(1_500);
    }

    private void sendPaged() throws JMSException {
        try (Session batch = connection.createSession(Session.SESSION_TRANSACTED);
                MessageProducer producer = batch.createProducer(batch.createQueue(PAGED))) {
            for (int i = 1; i <= PAGED_MESSAGES; i++) {
                producer.send(GroupedProducer.message(batch, "a", "m" + i));
                if (i % BATCH == 0) {
                    batch.commit();
                }
            }
        }
    }

    private static long liveHeapBytes() {
        ManagementFactory.getMemoryMXBean().gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static int inMemory(String queue) {
        int count = 0;
        try (LinkedListIterator<?> waiting = BROKER.queue(queue).iterator()) {
            while (waiting.hasNext()) {
                waiting.next();
                count++;
            }
        }
        return count;
    }

    @Test
    void aGroupIsWorkedOnOneByOneIfTheQueueSaysSo() throws Exception {
        // Given
        send(ONE_BY_ONE, "a", "a1", "a2");
        send(ONE_BY_ONE, "b", "b1");

        // When
        try (MessageConsumer consumer = session.createConsumer(session.createQueue(ONE_BY_ONE))) {
            Message first = consumer.receive(PATIENCE_MILLIS);
            Message second = consumer.receive(PATIENCE_MILLIS);

            // Then
            assertThat(List.of(first.getBody(String.class), second.getBody(String.class)))
                    .containsExactlyInAnyOrder("a1", "b1");
            assertThat(BROKER.queue(ONE_BY_ONE).getDeliveringCount()).isEqualTo(2);
        }
    }
}
