package io.sluice.broker.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.fixture.GroupedProducer;
import io.sluice.broker.fixture.JmsClients;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.runtime.BrokerProcess;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.activemq.artemis.api.jms.ActiveMQJMSConstants;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A backup on the same journal takes over from a broker that was killed: all that a FIFO queue promises holds on. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class FifoFailoverIT {

    private static final String QUEUE = "orders.fifo";
    private static final String YAML = "queues: { " + QUEUE + ": { visibilityTimeout: 1h } }\n";
    private static final long PATIENCE_MILLIS = 20_000;
    private static final long QUIET_MILLIS = 300;
    private static final int BEFORE = 100;
    private static final int AFTER = 100;

    @TempDir
    Path folder;

    /** A connection that goes on with the second broker when the first one is gone. */
    private static Connection connectToBoth(SharedStorePair pair) throws JMSException {
        Connection connection = new JmsConnectionFactory("failover:(amqp://127.0.0.1:"
                        + pair.ports().get(0) + ",amqp://127.0.0.1:"
                        + pair.ports().get(1)
                        + ")?failover.reconnectDelay=100&failover.useReconnectBackOff=false")
                .createConnection(BrokerProcess.USER, BrokerProcess.PASSWORD);
        connection.start();
        return connection;
    }

    private static Connection connect(int port) throws JMSException {
        Connection connection = new ActiveMQConnectionFactory("tcp://127.0.0.1:" + port)
                .createConnection(BrokerProcess.USER, BrokerProcess.PASSWORD);
        connection.start();
        return connection;
    }

    private static void send(Session session, String... ids) throws JMSException {
        try (MessageProducer producer = session.createProducer(session.createQueue(QUEUE))) {
            for (String id : ids) {
                Message message = GroupedProducer.message(session, "g", id);
                message.setStringProperty("_AMQ_DUPL_ID", id);
                producer.send(message);
            }
        }
    }

    private static List<Received> browse(Session session) throws JMSException {
        List<Received> seen = new ArrayList<>();
        try (var browser = session.createBrowser(session.createQueue(QUEUE))) {
            for (var messages = browser.getEnumeration(); messages.hasMoreElements(); ) {
                seen.add(JmsClients.received((Message) messages.nextElement()));
            }
        }
        return seen;
    }

    private static List<Received> receiveAll(Session session) throws JMSException {
        List<Received> received = new ArrayList<>();
        try (MessageConsumer consumer = session.createConsumer(session.createQueue(QUEUE))) {
            for (Message message = consumer.receive(PATIENCE_MILLIS);
                    message != null;
                    message = consumer.receive(QUIET_MILLIS)) {
                received.add(JmsClients.received(message));
                message.acknowledge();
            }
        }
        return received;
    }

    private static String number(Received message) {
        return String.valueOf(message.properties().get("sluice_sequence_number"));
    }

    @Test
    void idsNumbersOrderAndReceiveCountsAreThoseOfTheBrokerThatWasKilled() throws Exception {
        try (SharedStorePair pair = SharedStorePair.in(folder, YAML)) {
            // Given
            List<Received> before;
            try (Connection connection = connect(pair.ports().get(0));
                    Session session = connection.createSession(false, ActiveMQJMSConstants.INDIVIDUAL_ACKNOWLEDGE);
                    Session open = connection.createSession(Session.SESSION_TRANSACTED)) {
                send(session, "m1", "m2", "m3", "m4");
                before = browse(session);
                send(open, "in an open transaction");
                MessageConsumer consumer = session.createConsumer(session.createQueue(QUEUE));
                consumer.receive(PATIENCE_MILLIS).acknowledge();
                assertThat(consumer.receive(PATIENCE_MILLIS).getBody(String.class))
                        .isEqualTo("m2");
                await().until(() -> browse(session).isEmpty());

                // When
                pair.failOver();
            }

            // Then
            try (Connection connection = connect(pair.ports().get(1));
                    Session session = connection.createSession(false, ActiveMQJMSConstants.INDIVIDUAL_ACKNOWLEDGE)) {
                send(session, "m1", "m2", "m3", "m4", "in an open transaction", "m5");
                List<Received> left = receiveAll(session);
                assertThat(left)
                        .extracting(Received::summary)
                        .containsExactly("m2#2", "m3#1", "m4#1", "in an open transaction#1", "m5#1");
                assertThat(left.subList(0, 3))
                        .extracting(FifoFailoverIT::number)
                        .containsExactlyElementsOf(before.subList(1, 4).stream()
                                .map(FifoFailoverIT::number)
                                .toList());
                assertThat(left).extracting(FifoFailoverIT::number).isSorted().doesNotHaveDuplicates();
            }
        }
    }

    @Test
    void clientsThatFailOverLoseNothingAndSeeNothingOutOfOrder() throws Exception {
        try (SharedStorePair pair = SharedStorePair.in(folder, YAML)) {
            // Given
            AtomicInteger sent = new AtomicInteger();
            AtomicInteger last = new AtomicInteger(Integer.MAX_VALUE);
            List<Received> received = new ArrayList<>();
            CountDownLatch flowing = new CountDownLatch(BEFORE);
            CompletableFuture<Void> producer = CompletableFuture.runAsync(() -> sendInOrder(pair, sent, last));
            CompletableFuture<Void> consumer =
                    CompletableFuture.runAsync(() -> receiveInto(received, pair, flowing, last));
            assertThat(flowing.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)).isTrue();

            // When
            pair.failOver();
            last.set(sent.get() + AFTER);

            // Then
            producer.get(2 * PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            consumer.get(2 * PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            assertThat(received.stream().map(Received::body).distinct())
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, last.get())
                            .mapToObj(String::valueOf)
                            .toList());
            assertThat(received.stream().map(FifoFailoverIT::number).distinct())
                    .hasSize(last.get())
                    .isSorted();
        }
    }

    /** Sends each number until the broker has confirmed it, with the same id. */
    private static void sendInOrder(SharedStorePair pair, AtomicInteger sent, AtomicInteger last) {
        try (Connection connection = connectToBoth(pair);
                Session session = connection.createSession()) {
            while (sent.get() < last.get()) {
                if (sendOnce(session, sent.get() + 1)) {
                    sent.incrementAndGet();
                }
            }
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @return false if the broker may or may not have it */
    private static boolean sendOnce(Session session, int number) {
        try {
            send(session, String.valueOf(number));
            return true;
        } catch (JMSException notConfirmed) {
            return false;
        }
    }

    private static void receiveInto(
            List<Received> received, SharedStorePair pair, CountDownLatch flowing, AtomicInteger last) {
        try (Connection connection = connectToBoth(pair);
                Session session = connection.createSession();
                MessageConsumer consumer = session.createConsumer(session.createQueue(QUEUE))) {
            boolean more = true;
            while (more) {
                Message message = consumer.receive(PATIENCE_MILLIS);
                assertThat(message).as("message after %s", received).isNotNull();
                received.add(JmsClients.received(message));
                flowing.countDown();
                more = Integer.parseInt(message.getBody(String.class)) < last.get();
            }
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }
}
