package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.IdProducer;
import io.sluice.broker.fixture.JmsClients;
import io.sluice.broker.fixture.StompClient;
import io.sluice.broker.fixture.StompFrame;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind.Client;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.core.transaction.TransactionOperationAbstract;
import org.apache.activemq.artemis.core.transaction.impl.TransactionImpl;
import org.apache.qpid.protonj2.client.Connection;
import org.apache.qpid.protonj2.client.Message;
import org.apache.qpid.protonj2.client.Sender;
import org.apache.qpid.protonj2.client.Session;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Duplicates over every protocol: that they are counted, in transactions too, and when their senders are told. */
@Execution(ExecutionMode.CONCURRENT)
class DeduplicationOverProtocolsIT {

    private static final String ID = "_AMQ_DUPL_ID";
    private static final long QUIET_MILLIS = 200;
    private static final MeterRegistry REGISTRY = new SimpleMeterRegistry();
    private static final AtomicInteger QUEUES = new AtomicInteger();

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            queues:
              "id.*.fifo": { defaultMessageGroup: all }
            """).withMetersIn(REGISTRY);

    private static String newQueue() throws Exception {
        String queue = "id." + QUEUES.incrementAndGet() + ".fifo";
        BROKER.createQueue(queue);
        return queue;
    }

    private static double dropped(String queue) {
        Counter counter = REGISTRY.find("sluice.fifo.messages.deduplicated")
                .tag("queue", queue)
                .counter();
        return counter == null ? 0 : counter.count();
    }

    @ParameterizedTest
    @EnumSource(Client.class)
    void aDuplicateIsDroppedAndCounted(Client client) throws Exception {
        // Given
        String queue = newQueue();
        IdProducer.send(BROKER, client, queue, "1", "first");
        // When
        IdProducer.send(BROKER, client, queue, "1", "again");
        IdProducer.send(BROKER, client, queue, "2", "other");
        // Then
        assertThat(JmsClients.drain(BROKER, queue, QUIET_MILLIS)).containsExactly("first", "other");
        assertThat(dropped(queue)).isEqualTo(1);
    }

    @Test
    void aTransactionOfStompTakesItsIdsWithItWhenItIsAborted() throws Exception {
        // Given
        String queue = newQueue();
        try (StompClient client = StompClient.connect(BROKER.port())) {
            // When
            client.perform(StompFrame.of("BEGIN", "transaction", "t1"));
            client.perform(inTransaction("t1", queue, "1", "aborted"));
            client.perform(StompFrame.of("ABORT", "transaction", "t1"));
            client.perform(StompFrame.of("BEGIN", "transaction", "t2"));
            client.perform(inTransaction("t2", queue, "1", "first"));
            client.perform(inTransaction("t2", queue, "1", "again"));
            client.perform(StompFrame.of("COMMIT", "transaction", "t2"));
            client.perform(StompFrame.of("BEGIN", "transaction", "t3"));
            client.perform(inTransaction("t3", queue, "1", "once more"));
            client.perform(inTransaction("t3", queue, "2", "other"));
            client.perform(StompFrame.of("COMMIT", "transaction", "t3"));
            client.disconnect();
        }
        // Then
        assertThat(JmsClients.drain(BROKER, queue, QUIET_MILLIS)).containsExactly("first", "other");
    }

    private static StompFrame inTransaction(String transaction, String queue, String id, String body) {
        return StompFrame.of("SEND", "destination", queue, "persistent", "true", ID, id)
                .with("transaction", transaction)
                .withBody(body);
    }

    @Test
    void aTransactionOfProtonTakesItsIdsWithItWhenItIsRolledBack() throws Exception {
        // Given
        String queue = newQueue();
        try (org.apache.qpid.protonj2.client.Client client = org.apache.qpid.protonj2.client.Client.create();
                Connection connection = client.connect("127.0.0.1", BROKER.port());
                Session session = connection.openSession();
                Sender sender = session.openSender(queue)) {
            // When
            session.beginTransaction();
            send(sender, "1", "rolled back");
            session.rollbackTransaction();
            session.beginTransaction();
            send(sender, "1", "first");
            send(sender, "1", "again");
            session.commitTransaction();
            session.beginTransaction();
            send(sender, "1", "once more");
            send(sender, "2", "other");
            session.commitTransaction();
        }
        // Then
        assertThat(JmsClients.drain(BROKER, queue, QUIET_MILLIS)).containsExactly("first", "other");
    }

    private static void send(Sender sender, String id, String body) throws Exception {
        sender.send(Message.create(body).durable(true).property(ID, id))
                .awaitSettlement(Worker.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** Its commit is not in the journal yet, so that no record behind it could be waited for. */
    @ParameterizedTest
    @EnumSource(Client.class)
    void aRepeatOfWhatIsBeingCommittedIsAnsweredWhenThatIsStoredAndNotBefore(Client client) throws Exception {
        // Given
        String queue = newQueue();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        Transaction first = new TransactionImpl(BROKER.server().getStorageManager());
        BROKER.server().getPostOffice().route(message(queue, "1"), first, false);
        first.addOperation(haltingTheCommit(begun, mayEnd));
        CompletableFuture<Void> commit = CompletableFuture.runAsync(() -> commit(first));
        assertThat(begun.await(Worker.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        // When
        CompletableFuture<Void> repeat =
                CompletableFuture.runAsync(() -> IdProducer.send(BROKER, client, queue, "1", "again"));
        await().atMost(Worker.PATIENCE).until(() -> dropped(queue) == 1);
        IdProducer.send(BROKER, Client.CORE, queue, "2", "other");
        // Then
        assertThat(repeat).failsWithin(Duration.ofMillis(QUIET_MILLIS)).withThrowableOfType(TimeoutException.class);
        mayEnd.countDown();
        commit.get(Worker.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        repeat.get(Worker.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        await().atMost(Worker.PATIENCE).until(() -> BROKER.messageCount(queue) == 2);
    }

    private static CoreMessage message(String queue, String id) {
        CoreMessage message =
                new CoreMessage(BROKER.server().getStorageManager().generateID(), 100);
        message.setAddress(queue).setDurable(true).putStringProperty(ID, id);
        return message;
    }

    /** Halts it when nothing can have it roll back any more, and nothing of it is written. */
    private static TransactionOperationAbstract haltingTheCommit(CountDownLatch begun, CountDownLatch mayEnd) {
        TransactionOperationAbstract halt = new TransactionOperationAbstract() {
            @Override
            public void beforeCommit(Transaction tx) throws Exception {
                begun.countDown();
                assertThat(mayEnd.await(Worker.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
            }
        };
        return new TransactionOperationAbstract() {
            @Override
            public void beforeCommit(Transaction tx) {
                tx.afterStore(halt);
            }
        };
    }

    @SuppressWarnings("IllegalCatch") // the signature of Artemis
    private static void commit(Transaction tx) {
        try {
            tx.commit();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
