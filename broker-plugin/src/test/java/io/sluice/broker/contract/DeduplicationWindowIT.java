package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.JmsClients;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind.Client;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.journal.Journal;
import org.apache.activemq.artemis.core.journal.impl.JournalImpl;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long ids are remembered, and how many, in a broker that forgets after two seconds and has room for four. */
@Execution(ExecutionMode.SAME_THREAD)
class DeduplicationWindowIT {

    private static final Duration WINDOW = Duration.ofSeconds(2);
    private static final int ROOM = 4;
    private static final AtomicInteger QUEUES = new AtomicInteger();

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            queues:
              "id.*.fifo": { defaultMessageGroup: all }
              "auto.*.fifo": { defaultMessageGroup: all }
            """)
            .with("auto.#", new AddressSettings().setAutoDeleteQueues(true))
            .with(configuration -> configuration.setAddressQueueScanPeriod(100))
            .remembering(WINDOW, ROOM);

    private static String newQueue() throws Exception {
        String queue = "id." + QUEUES.incrementAndGet() + ".fifo";
        BROKER.createQueue(queue);
        return queue;
    }

    private static void send(String queue, String id) throws JMSException {
        try (Connection connection = JmsClients.connect(BROKER, Client.CORE);
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(session.createQueue(queue))) {
            Message message = session.createTextMessage(id);
            message.setStringProperty("_AMQ_DUPL_ID", id);
            producer.send(message);
        }
    }

    /** Ids of the tests before may still take the room. @return when the id was sent */
    private static long sendWhenThereIsRoom(String queue, String id) {
        AtomicLong start = new AtomicLong();
        await().atMost(Worker.PATIENCE).ignoreExceptions().until(() -> {
            start.set(System.nanoTime());
            send(queue, id);
            return true;
        });
        return start.get();
    }

    private static Duration since(long startNanos) {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }

    @Test
    void anIdIsNewAgainWhenTheWindowHasPassedAndNotBefore() throws Exception {
        // Given
        String queue = newQueue();
        long start = sendWhenThereIsRoom(queue, "1");
        // When
        await().atMost(Worker.PATIENCE).ignoreExceptions().until(() -> {
            send(queue, "1");
            return BROKER.messageCount(queue) == 2;
        });
        // Then
        assertThat(since(start)).isGreaterThanOrEqualTo(WINDOW);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRestartDoesNotShortenTheWindow(boolean isConsumedBefore) throws Exception {
        // Given
        String queue = newQueue();
        long start = sendWhenThereIsRoom(queue, "1");
        if (isConsumedBefore) {
            consume(queue);
        }
        long before = BROKER.messageCount(queue);
        // When
        BROKER.restart();
        await().atMost(Worker.PATIENCE).ignoreExceptions().until(() -> {
            send(queue, "1");
            return BROKER.messageCount(queue) == before + 1;
        });
        // Then
        assertThat(since(start)).isGreaterThanOrEqualTo(WINDOW);
    }

    /** In the new life it only sees a duplicate, so it remembers nothing that was not there before. */
    @Test
    void aQueueThatOnlyMessagesTellItsIdsForgetsThemToo() throws Exception {
        // Given
        String queue = "auto." + QUEUES.incrementAndGet() + ".fifo";
        sendWhenThereIsRoom(queue, "1");
        // When
        BROKER.restart();
        send(queue, "1");
        consume(queue);
        // Then
        await().atMost(Worker.PATIENCE).until(() -> BROKER.server().locateQueue(SimpleString.of(queue)) == null);
    }

    @Test
    void recordsOfIdsThatRunOutWhileTheBrokerIsDownAreDeletedWhenItIsUpAgain() throws Exception {
        // Given
        String queue = newQueue();
        sendWhenThereIsRoom(queue, "1");
        consume(queue);
        // When
        BROKER.stop();
        long stopped = System.nanoTime();
        await().atMost(Worker.PATIENCE).until(() -> since(stopped).compareTo(WINDOW) > 0);
        BROKER.start();
        // Then
        Journal journal = BROKER.server().getStorageManager().getMessageJournal();
        await().atMost(Worker.PATIENCE)
                .until(() -> ((JournalImpl) journal).getRecords().isEmpty());
    }

    private static void consume(String queue) throws JMSException {
        try (Connection connection = JmsClients.connect(BROKER, Client.CORE);
                Session session = connection.createSession();
                MessageConsumer consumer = session.createConsumer(session.createQueue(queue))) {
            assertThat(consumer.receive(Worker.PATIENCE.toMillis())).isNotNull();
        }
        await().atMost(Worker.PATIENCE).until(() -> BROKER.messageCount(queue) == 0);
    }

    @Test
    void newIdsAreRefusedWhileAllQueuesTogetherHaveNoRoomForThem() throws Exception {
        // Given
        List<String> queues = List.of(newQueue(), newQueue());
        // When
        Throwable refusal = null;
        for (int i = 0; refusal == null && i <= ROOM; i++) {
            String queue = queues.get(i % 2);
            String id = String.valueOf(i);
            refusal = catchThrowable(() -> send(queue, id));
        }
        // Then
        assertThat(refusal).hasMessageContaining("no room for more than 4");
        assertThat(queues.stream().mapToLong(BROKER::messageCount).sum()).isLessThanOrEqualTo(ROOM);
        assertThatCode(() -> sendWhenThereIsRoom(queues.get(0), "later")).doesNotThrowAnyException();
    }

    @Test
    void aQueueThatIsDeletedByItselfIsDeletedOnlyWhenItsIdsAreForgotten() throws Exception {
        // Given
        String queue = "auto." + QUEUES.incrementAndGet() + ".fifo";
        long start = sendWhenThereIsRoom(queue, "1");
        // When
        try (Connection connection = JmsClients.connect(BROKER, Client.CORE);
                Session session = connection.createSession();
                MessageConsumer consumer = session.createConsumer(session.createQueue(queue))) {
            assertThat(consumer.receive(Worker.PATIENCE.toMillis())).isNotNull();
        }
        await().atMost(Worker.PATIENCE).until(() -> BROKER.server().locateQueue(SimpleString.of(queue)) == null);
        // Then
        assertThat(since(start)).isGreaterThanOrEqualTo(WINDOW);
    }
}
