package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.GroupedProducer;
import io.sluice.broker.fixture.OpenWireClient;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import io.sluice.broker.fixture.WorkerKind.Client;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.XAConnection;
import jakarta.jms.XAConnectionFactory;
import jakarta.jms.XASession;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.apache.activemq.artemis.core.transaction.impl.XidImpl;
import org.apache.activemq.artemis.jms.client.ActiveMQXAConnectionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Branches in doubt on FIFO queues: what they have taken keeps its group waiting, also over a restart, and no other. */
@Execution(ExecutionMode.SAME_THREAD)
class FifoXaIT {

    private static final Duration QUIET = Duration.ofMillis(300);

    /** The finaliser of Artemis' factory closes its connections. */
    private static final List<XAConnectionFactory> FACTORIES = new ArrayList<>();

    private static final AtomicInteger QUEUES = new AtomicInteger();

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            queues:
              "xa.*.fifo": { visibilityTimeout: 30s }
            """);

    private static final WorkerKind PLAIN = new WorkerKind(Client.QPID_JMS, WorkerKind.Acknowledgement.INDIVIDUAL);

    /** What an application does between the begin and the end of a branch. */
    private interface Work {
        void in(XASession session) throws Exception;
    }

    private final String queue = "xa." + QUEUES.incrementAndGet() + ".fifo";

    private static Xid newXid() {
        return new XidImpl(
                "branch".getBytes(StandardCharsets.UTF_8),
                1,
                UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8));
    }

    private static XAConnectionFactory factory(Client client) {
        String url = "tcp://127.0.0.1:" + BROKER.port();
        XAConnectionFactory factory =
                client == Client.OPENWIRE ? OpenWireClient.xaFactory(url) : new ActiveMQXAConnectionFactory(url);
        FACTORIES.add(factory);
        return factory;
    }

    /** Works in a branch, prepares it, and leaves it in doubt. */
    private static Xid prepare(Client client, Work work) throws Exception {
        Xid xid = newXid();
        try (XAConnection connection = factory(client).createXAConnection()) {
            connection.start();
            XASession session = connection.createXASession();
            XAResource resource = session.getXAResource();
            resource.start(xid, XAResource.TMNOFLAGS);
            work.in(session);
            resource.end(xid, XAResource.TMSUCCESS);
            resource.prepare(xid);
        }
        return xid;
    }

    private static void end(Client client, Xid xid, boolean commit) throws Exception {
        try (XAConnection connection = factory(client).createXAConnection()) {
            XAResource resource = connection.createXASession().getXAResource();
            assertThat(resource.recover(XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN))
                    .anyMatch(found -> Arrays.equals(found.getGlobalTransactionId(), xid.getGlobalTransactionId()));
            if (commit) {
                resource.commit(xid, false);
            } else {
                resource.rollback(xid);
            }
        }
    }

    private void send(String group, String... bodies) {
        GroupedProducer.send(BROKER, Client.CORE, queue, group, bodies);
    }

    private void receiveOne(XASession session) throws Exception {
        MessageConsumer consumer = session.createConsumer(session.createQueue(queue));
        Message message = consumer.receive(Worker.PATIENCE.toMillis());
        assertThat(message.getBody(String.class)).isEqualTo("a1");
        consumer.close();
    }

    private List<String> finish(Worker worker, int messages) {
        return Stream.generate(worker::receive)
                .limit(messages)
                .peek(worker::acknowledge)
                .map(Received::body)
                .toList();
    }

    @ParameterizedTest
    @EnumSource(names = {"CORE", "OPENWIRE"})
    void aBranchInDoubtKeepsItsGroupWaitingOverARestartAndItsCommitLetsItGoOn(Client client) throws Exception {
        // Given
        BROKER.createQueue(queue);
        send("a", "a1", "a2", "a3");
        Xid xid = prepare(client, this::receiveOne);
        // When
        BROKER.restart();
        send("a", "a4");
        send("b", "b1", "b2");
        // Then
        try (Worker worker = Worker.open(BROKER, PLAIN, queue)) {
            assertThat(finish(worker, 2)).containsExactly("b1", "b2");
            assertThat(worker.receive(QUIET)).isEmpty();
            end(client, xid, true);
            assertThat(finish(worker, 3)).containsExactly("a2", "a3", "a4");
        }
        await().untilAsserted(() -> assertThat(BROKER.messageCount(queue)).isZero());
    }

    @ParameterizedTest
    @EnumSource(names = {"CORE", "OPENWIRE"})
    void aBranchInDoubtThatIsRolledBackReturnsItsMessageToTheHeadOfTheGroup(Client client) throws Exception {
        // Given
        BROKER.createQueue(queue);
        send("a", "a1", "a2", "a3");
        Xid xid = prepare(client, this::receiveOne);
        BROKER.restart();
        try (Worker worker = Worker.open(BROKER, PLAIN, queue)) {
            assertThat(worker.receive(QUIET)).isEmpty();
            // When
            end(client, xid, false);
            // Then
            assertThat(finish(worker, 3)).containsExactly("a1", "a2", "a3");
        }
        await().untilAsserted(() -> assertThat(BROKER.messageCount(queue)).isZero());
    }

    @ParameterizedTest
    @EnumSource(names = {"CORE", "OPENWIRE"})
    void aBranchInDoubtWithoutARestartKeepsItsGroupWaitingToo(Client client) throws Exception {
        // Given
        BROKER.createQueue(queue);
        send("a", "a1", "a2");
        Xid xid = prepare(client, this::receiveOne);
        try (Worker worker = Worker.open(BROKER, PLAIN, queue)) {
            // When
            assertThat(worker.receive(QUIET)).isEmpty();
            end(client, xid, false);
            // Then
            assertThat(finish(worker, 2)).containsExactly("a1", "a2");
        }
    }

    private void sendOne(XASession session, String body, String id) throws Exception {
        try (MessageProducer producer = session.createProducer(session.createQueue(queue))) {
            Message message = GroupedProducer.message(session, "a", body);
            message.setStringProperty("_AMQ_DUPL_ID", id);
            producer.send(message);
        }
    }

    private void sendAlone(String body, String id) throws Exception {
        try (XAConnection connection = factory(Client.CORE).createXAConnection();
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(session.createQueue(queue))) {
            Message message = GroupedProducer.message(session, "a", body);
            message.setStringProperty("_AMQ_DUPL_ID", id);
            producer.send(message);
        }
    }

    @Test
    void whatABranchInDoubtSentTakesItsPlaceWhenItIsCommittedAndItsIdIsTakenUntilThen() throws Exception {
        // Given
        BROKER.createQueue(queue);
        Xid xid = prepare(Client.CORE, session -> sendOne(session, "late", "1"));
        BROKER.restart();
        sendAlone("early", "2");
        assertThatThrownBy(() -> sendAlone("too early", "1")).hasMessageContaining("another transaction");
        // When
        end(Client.CORE, xid, true);
        sendAlone("again", "1");
        // Then
        try (Worker worker = Worker.open(BROKER, PLAIN, queue)) {
            assertThat(finish(worker, 2)).containsExactly("early", "late");
            assertThat(worker.receive(QUIET)).isEmpty();
        }
    }

    @Test
    void theIdOfABranchInDoubtThatIsRolledBackIsFreeAgain() throws Exception {
        // Given
        BROKER.createQueue(queue);
        Xid xid = prepare(Client.CORE, session -> sendOne(session, "rolled back", "1"));
        BROKER.restart();
        // When
        end(Client.CORE, xid, false);
        sendAlone("first", "1");
        // Then
        try (Worker worker = Worker.open(BROKER, PLAIN, queue)) {
            assertThat(finish(worker, 1)).containsExactly("first");
        }
    }
}
