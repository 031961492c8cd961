package io.sluice.broker.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.fixture.GroupedProducer;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A broker is killed while the messages of a group are received, rolled back and received again as fast as they can be: they come
 * back in their order, none is lost, and no receive but the last one of a message is forgotten (ADR 35).
 */
class FifoReceivesKillNineIT {

    private static final String QUEUE = "burst.fifo";
    private static final int MESSAGES = 400;
    private static final int RECEIVES_EACH = 3;
    private static final int DONE_BEFORE_THE_KILL = 60;
    private static final long PATIENCE_MILLIS = 10_000;

    @TempDir
    Path folder;

    private final Map<Integer, Integer> received = new ConcurrentHashMap<>();
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();

    @Test
    void whatWasReceivedBeforeTheKillComesBackInOrderWithItsReceives() throws Exception {
        // Given
        Path etc = BrokerProcess.defaultEtc(folder.resolve("etc"));
        Files.writeString(etc.resolve("sluice.yaml"), "queues: { " + QUEUE + ": {} }\n");
        try (BrokerProcess broker = BrokerProcess.start(etc, folder.resolve("data"))) {
            send(broker);
            CompletableFuture<Void> worker = CompletableFuture.runAsync(() -> workUntilTheBrokerDies(broker));
            await().atMost(PATIENCE_MILLIS * 3, TimeUnit.MILLISECONDS).until(() -> done.get() > DONE_BEFORE_THE_KILL);

            // When
            broker.killNine();
            worker.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        }

        // Then
        List<Integer> left = new ArrayList<>();
        try (BrokerProcess broker = BrokerProcess.start(etc, folder.resolve("data"));
                Connection connection = connect(broker);
                Session session = connection.createSession();
                MessageConsumer consumer = session.createConsumer(session.createQueue(QUEUE))) {
            while (left.isEmpty() || left.get(left.size() - 1) < MESSAGES) {
                Message message = consumer.receive(PATIENCE_MILLIS);
                int number = Integer.parseInt(message.getBody(String.class));
                left.add(number);
                int before = received.getOrDefault(number, 0);
                assertThat(message.getIntProperty("JMSXDeliveryCount"))
                        .as("receive of message %d, which was received %d times before", number, before)
                        .isBetween(Math.max(1, before), before + 2);
            }
        }
        assertThat(left.get(0)).isBetween(done.get() + 1, begun.get() + 1);
        assertThat(left).hasSize(MESSAGES + 1 - left.get(0)).isSorted().doesNotHaveDuplicates();
        assertThat(left.size()).as("messages that the kill left").isPositive();
    }

    private static Connection connect(BrokerProcess broker) throws JMSException {
        Connection connection = JmsClients.factory(Client.CORE, broker.port("artemis"), WorkerOptions.DEFAULT)
                .createConnection(BrokerProcess.USER, BrokerProcess.PASSWORD);
        connection.start();
        return connection;
    }

    private static void send(BrokerProcess broker) throws JMSException {
        try (Connection connection = connect(broker);
                Session session = connection.createSession(Session.SESSION_TRANSACTED);
                MessageProducer producer = session.createProducer(session.createQueue(QUEUE))) {
            for (int number = 1; number <= MESSAGES; number++) {
                producer.send(GroupedProducer.message(session, "g", String.valueOf(number)));
            }
            session.commit();
        }
    }

    /** Rolls the first receives of each message back, and commits the last one. */
    private void workUntilTheBrokerDies(BrokerProcess broker) {
        try (Connection connection = connect(broker);
                Session session = connection.createSession(Session.SESSION_TRANSACTED);
                MessageConsumer consumer = session.createConsumer(session.createQueue(QUEUE))) {
            while (!Thread.currentThread().isInterrupted()) {
                Message message = consumer.receive(PATIENCE_MILLIS);
                if (message == null) {
                    return;
                }
                int number = Integer.parseInt(message.getBody(String.class));
                if (received.merge(number, 1, Integer::sum) < RECEIVES_EACH) {
                    session.rollback();
                } else {
                    begun.set(number);
                    session.commit();
                    done.set(number);
                }
            }
        } catch (JMSException brokerIsGone) {
            assertThat(done.get()).isGreaterThan(DONE_BEFORE_THE_KILL);
        }
    }
}
