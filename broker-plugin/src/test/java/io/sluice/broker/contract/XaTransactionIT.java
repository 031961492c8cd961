package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.OpenWireClient;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.XAConnection;
import jakarta.jms.XAConnectionFactory;
import jakarta.jms.XASession;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import javax.transaction.xa.XAException;
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

/** Distributed transactions: a branch that lost a lease cannot be committed; a prepared branch is a promise. */
@Execution(ExecutionMode.CONCURRENT)
class XaTransactionIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            queues:
              "xa.#": { visibilityTimeout: 1s, maxInFlightPerConsumer: unlimited }
              "output.#": { visibilityTimeout: 30s }
            """);

    private static final WorkerKind CORE =
            new WorkerKind(WorkerKind.Client.CORE, WorkerKind.Acknowledgement.INDIVIDUAL);

    /** A branch that received one message of a queue and sent one to another. */
    private static final class Branch implements AutoCloseable {

        final XAConnection connection;
        final XASession session;
        final XAResource resource;
        final MessageConsumer consumer;
        final MessageProducer producer;
        Xid xid = newXid();

        Branch(WorkerKind.Client client, String from, String to) throws JMSException {
            connection = factory(client).createXAConnection();
            session = connection.createXASession();
            resource = session.getXAResource();
            consumer = session.createConsumer(session.createQueue(from));
            producer = session.createProducer(session.createQueue(to));
            connection.start();
        }

        private static XAConnectionFactory factory(WorkerKind.Client client) {
            String url = "tcp://127.0.0.1:" + BROKER.port();
            return client == WorkerKind.Client.OPENWIRE
                    ? OpenWireClient.xaFactory(url)
                    : new ActiveMQXAConnectionFactory(url);
        }

        Message work() throws JMSException, XAException {
            xid = newXid();
            resource.start(xid, XAResource.TMNOFLAGS);
            Message message = consumer.receive(Worker.PATIENCE.toMillis());
            producer.send(session.createTextMessage("result"));
            return message;
        }

        void finish() throws XAException {
            resource.end(xid, XAResource.TMSUCCESS);
            resource.prepare(xid);
            resource.commit(xid, false);
        }

        private static Xid newXid() {
            return new XidImpl(
                    "branch".getBytes(StandardCharsets.UTF_8),
                    1,
                    UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void close() throws JMSException {
            connection.close();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = WorkerKind.Client.class,
            names = {"CORE", "OPENWIRE"})
    void commitsInTime(WorkerKind.Client client) throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "xa");
                Workshop output = Workshop.at(BROKER, "output");
                Branch branch = new Branch(client, shop.queue(), output.queue())) {
            // Given
            shop.send(CORE, "m1");
            branch.work();
            // When
            branch.finish();
            // Then
            shop.awaitEmpty();
            output.awaitCount(1);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = WorkerKind.Client.class,
            names = {"CORE", "OPENWIRE"})
    void cannotCommitABranchThatLostItsLease(WorkerKind.Client client) throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "xa");
                Workshop output = Workshop.at(BROKER, "output");
                Branch branch = new Branch(client, shop.queue(), output.queue())) {
            // Given
            shop.send(CORE, "m1");
            branch.work();
            Worker healthy = shop.open(CORE);
            assertThat(healthy.receive().summary()).isEqualTo("m1#2");
            // When
            Throwable refusal = catchThrowable(branch::finish);
            // Then
            assertThat(refusal).isInstanceOf(XAException.class);
            output.assertCountStays(0);
        }
    }

    @Test
    void leavesTheSessionUsableAfterALostLease() throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "xa");
                Workshop output = Workshop.at(BROKER, "output");
                Branch branch = new Branch(WorkerKind.Client.CORE, shop.queue(), output.queue())) {
            // Given
            shop.send(CORE, "m1");
            branch.work();
            Worker healthy = shop.open(CORE);
            shop.finish(healthy, 1);
            assertThat(catchThrowable(branch::finish)).isInstanceOf(XAException.class);
            Throwable alreadyRolledBack = catchThrowable(() -> branch.resource.rollback(branch.xid));
            shop.dismiss(healthy);
            // When
            shop.send(CORE, "m2");
            Message next = branch.work();
            branch.finish();
            // Then
            assertThat(next).as("after %s", alreadyRolledBack).isNotNull();
            assertThat(next.getBody(String.class)).isEqualTo("m2");
            output.awaitCount(1);
            shop.awaitEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = WorkerKind.Client.class,
            names = {"CORE", "OPENWIRE"})
    void keepsAPreparedBranchBeyondTheVisibilityTimeout(WorkerKind.Client client) throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "xa");
                Workshop output = Workshop.at(BROKER, "output");
                Branch branch = new Branch(client, shop.queue(), output.queue())) {
            // Given
            shop.send(CORE, "m1");
            branch.work();
            branch.resource.end(branch.xid, XAResource.TMSUCCESS);
            branch.resource.prepare(branch.xid);
            // When
            boolean stolen = shop.open(CORE).receive(TIMEOUT.multipliedBy(2)).isPresent();
            branch.resource.commit(branch.xid, false);
            // Then
            assertThat(stolen).isFalse();
            shop.awaitEmpty();
            output.awaitCount(1);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = WorkerKind.Client.class,
            names = {"CORE", "OPENWIRE"})
    void aRolledBackBranchReturnsItsMessageCounted(WorkerKind.Client client) throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "xa");
                Workshop output = Workshop.at(BROKER, "output");
                Branch branch = new Branch(client, shop.queue(), output.queue())) {
            // Given
            shop.send(CORE, "m1");
            branch.work();
            branch.resource.end(branch.xid, XAResource.TMSUCCESS);
            // When
            branch.resource.rollback(branch.xid);
            branch.close();
            // Then
            assertThat(shop.finish(shop.open(CORE), 1)).containsExactly("m1#2");
            output.assertCountStays(0);
        }
    }
}
