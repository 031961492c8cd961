package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.artemis.BrokerInternals;
import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.GroupedProducer;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import java.util.List;
import org.apache.activemq.artemis.api.core.ActiveMQTransactionRolledBackException;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ClientSessionFactory;
import org.apache.activemq.artemis.api.core.client.ServerLocator;
import org.apache.activemq.artemis.core.persistence.OperationContext;
import org.apache.activemq.artemis.core.persistence.StorageManager;
import org.apache.activemq.artemis.core.server.ServerSession;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A commit that is refused, while the disk is busy. An AMQP client is told at once, and may have begun its next transaction before
 * ({@code ProtonTransactionHandler}): so what it has in its buffer must not be its own any more.
 */
class RefusedCommitIT {

    private static final String QUEUE = "orders.fifo";

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            queues:
              orders.fifo: { visibilityTimeout: 60s }
            """);

    @Test
    void returnsItsMessagesAndTheRestOfTheirGroupBeforeTheRollbackIsStored() throws Exception {
        try (ServerLocator locator = ActiveMQClient.createServerLocator("tcp://localhost:" + BROKER.port())
                        .setBlockOnAcknowledge(true);
                ClientSessionFactory factory = locator.createSessionFactory();
                ClientSession client = factory.createSession(false, false, 0)) {
            // Given
            GroupedProducer.send(BROKER, WorkerKind.Client.CORE, QUEUE, "g", "m1", "m2", "m3");
            client.start();
            client.createConsumer(QUEUE).receive(Worker.PATIENCE.toMillis()).acknowledge();
            await().atMost(Worker.PATIENCE).until(() -> BROKER.queue(QUEUE).getDeliveringCount() == 3);
            client.stop();
            Transaction open = open();
            BrokerInternals.failCommit(open, new ActiveMQTransactionRolledBackException("too late"));
            OperationContext busyDisk = busyDisk();

            // When
            assertThatThrownBy(open::commit).hasMessage("too late");

            // Then
            try (Worker other = Worker.open(BROKER, Workshop.AMQP, QUEUE)) {
                for (String expected : List.of("m1#2", "m2#1", "m3#1")) {
                    Received message = other.receive();
                    assertThat(message.summary()).isEqualTo(expected);
                    other.acknowledge(message);
                }
            } finally {
                busyDisk.done();
            }
            await().atMost(Worker.PATIENCE).until(() -> BROKER.messageCount(QUEUE) == 0);
        }
    }

    private static Transaction open() {
        return BROKER.server().getSessions().stream()
                .map(ServerSession::getCurrentTransaction)
                .filter(transaction -> transaction != null && transaction.isContainsPersistent())
                .findFirst()
                .orElseThrow();
    }

    /** What this thread has stored comes to the disk only when the test says so. */
    private static OperationContext busyDisk() {
        StorageManager storage = BROKER.server().getStorageManager();
        OperationContext context =
                storage.newContext(BROKER.server().getExecutorFactory().getExecutor());
        context.storeLineUp();
        storage.setContext(context);
        return context;
    }
}
