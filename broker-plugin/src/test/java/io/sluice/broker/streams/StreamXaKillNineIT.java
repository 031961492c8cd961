package io.sluice.broker.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.fixture.JmsClients;
import io.sluice.broker.fixture.WorkerKind.Client;
import io.sluice.broker.fixture.WorkerOptions;
import io.sluice.broker.runtime.BrokerProcess;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.XAConnection;
import jakarta.jms.XASession;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.apache.activemq.artemis.core.transaction.impl.XidImpl;
import org.apache.activemq.artemis.jms.client.ActiveMQXAConnectionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A broker is killed while a transaction manager prepares and commits branches that put a record and send a message: after the
 * kill a branch is in both or in neither, those that were committed are in both, and those that are prepared are so still.
 */
class StreamXaKillNineIT {

    private static final String STREAM = "telemetry";
    private static final String QUEUE = "orders";
    private static final int COMMITTED_BEFORE_THE_KILL = 100;
    private static final int LEFT_PREPARED_EVERY = 10;
    private static final int LARGE_EVERY = 5;
    private static final int LARGE_CHARS = 150_000;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long QUIET_MILLIS = 500;

    @TempDir
    Path folder;

    private final Set<Integer> prepared = new ConcurrentSkipListSet<>();
    private final Set<Integer> committed = new ConcurrentSkipListSet<>();

    @Test
    void aBranchIsInTheStreamAndTheQueueOrInNeither() throws Exception {
        // Given
        Path etc = BrokerProcess.defaultEtc(folder.resolve("etc"));
        Files.writeString(etc.resolve("sluice.yaml"), """
                queues: { orders: {} }
                streams: { telemetry: { throughputLimits: false } }
                """);
        Path data = folder.resolve("data");
        try (BrokerProcess broker = BrokerProcess.start(etc, data)) {
            CompletableFuture<Void> manager = CompletableFuture.runAsync(() -> commitUntilTheBrokerDies(broker));
            await().atMost(PATIENCE).until(() -> committed.size() > COMMITTED_BEFORE_THE_KILL);

            // When
            broker.killNine();
            manager.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }

        // Then
        Set<Integer> kept = new TreeSet<>();
        Set<Integer> undone = new TreeSet<>();
        List<Integer> queued;
        try (BrokerProcess broker = BrokerProcess.start(etc, data)) {
            endRecovered(broker, kept, undone);
            queued = drain(broker);
            broker.stop();
        }
        List<Integer> records = StreamFiles.read(data, STREAM).stream()
                .map(record -> Integer.parseInt(record.text()))
                .toList();
        assertThat(records).doesNotHaveDuplicates().hasSameElementsAs(queued);
        assertThat(records).containsAll(committed).containsAll(kept).doesNotContainAnyElementsOf(undone);
        assertThat(queued).hasSameSizeAs(records);
        Set<Integer> recovered = new TreeSet<>(kept);
        recovered.addAll(undone);
        assertThat(recovered).containsAll(leftPrepared()).doesNotContainAnyElementsOf(committed);
    }

    /** The branches of which the transaction manager knew that they are prepared, and that it did not commit. */
    private Set<Integer> leftPrepared() {
        Set<Integer> left = new TreeSet<>(prepared);
        left.removeIf(branch -> branch % LEFT_PREPARED_EVERY != 0);
        return left;
    }

    private static XAConnection connect(BrokerProcess broker) throws JMSException {
        return new ActiveMQXAConnectionFactory(broker.url("artemis"))
                .createXAConnection(BrokerProcess.USER, BrokerProcess.PASSWORD);
    }

    private static Xid xid(int branch) {
        return new XidImpl(
                ("b" + branch).getBytes(StandardCharsets.UTF_8), 1, ("g" + branch).getBytes(StandardCharsets.UTF_8));
    }

    private static int branchOf(Xid xid) {
        return Integer.parseInt(new String(xid.getBranchQualifier(), StandardCharsets.UTF_8).substring(1));
    }

    /** Some are large: what is held in memory of them has to be in a file when the branch is prepared. */
    private static String text(int branch) {
        return (branch % LARGE_EVERY == 0 ? "0".repeat(LARGE_CHARS) : "") + branch;
    }

    private void commitUntilTheBrokerDies(BrokerProcess broker) {
        try (XAConnection connection = connect(broker);
                XASession session = connection.createXASession();
                MessageProducer producer = session.createProducer(null)) {
            XAResource resource = session.getXAResource();
            for (int branch = 1; !Thread.currentThread().isInterrupted(); branch++) {
                Xid xid = xid(branch);
                resource.start(xid, XAResource.TMNOFLAGS);
                Message message = session.createTextMessage(text(branch));
                producer.send(session.createQueue(STREAM), message);
                producer.send(session.createQueue(QUEUE), message);
                resource.end(xid, XAResource.TMSUCCESS);
                resource.prepare(xid);
                prepared.add(branch);
                if (branch % LEFT_PREPARED_EVERY != 0) {
                    resource.commit(xid, false);
                    committed.add(branch);
                }
            }
        } catch (JMSException | XAException brokerIsGone) {
            assertThat(committed).hasSizeGreaterThan(COMMITTED_BEFORE_THE_KILL);
        }
    }

    /** Commits every second one of the branches that the broker has prepared, and rolls the others back. */
    private static void endRecovered(BrokerProcess broker, Set<Integer> kept, Set<Integer> undone) throws Exception {
        try (XAConnection connection = connect(broker);
                XASession session = connection.createXASession()) {
            XAResource resource = session.getXAResource();
            Xid[] recovered = resource.recover(XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN);
            for (Xid xid : Arrays.asList(recovered)) {
                int branch = branchOf(xid);
                if (kept.size() <= undone.size()) {
                    resource.commit(xid, false);
                    kept.add(branch);
                } else {
                    resource.rollback(xid);
                    undone.add(branch);
                }
            }
        }
    }

    private static List<Integer> drain(BrokerProcess broker) throws JMSException {
        List<Integer> branches = new ArrayList<>();
        try (Connection connection = JmsClients.factory(Client.CORE, broker.port("artemis"), WorkerOptions.DEFAULT)
                        .createConnection(BrokerProcess.USER, BrokerProcess.PASSWORD);
                Session session = connection.createSession();
                MessageConsumer consumer = session.createConsumer(session.createQueue(QUEUE))) {
            connection.start();
            Message message = consumer.receive(PATIENCE.toMillis());
            while (message != null) {
                branches.add(Integer.parseInt(message.getBody(String.class)));
                message = consumer.receive(QUIET_MILLIS);
            }
        }
        return branches;
    }
}
