package io.sluice.broker.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.broker.runtime.BrokerProcess;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Publishers over Core and AMQP, with and without transactions, while the broker is killed: afterwards each message is
 * in the queues of all subscribers or of none, in all if its publisher was told so, and in none twice.
 */
class FanOutKillNineIT {

    private static final int KILLS = 2;
    private static final int BEFORE_A_KILL = 300;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> QUEUES = List.of("leased", "unconfigured", "ordered.fifo");
    private static final String SUBSCRIBER = "subscriber";

    @TempDir
    Path folder;

    private final Set<String> confirmed = ConcurrentHashMap.newKeySet();

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void aMessageIsInAllQueuesOrInNoneAndNowhereTwice() throws Exception {
        // Given
        Path etc = BrokerProcess.defaultEtc(folder.resolve("etc"));
        Files.writeString(etc.resolve("sluice.yaml"), """
                queues:
                  leased: { maxInFlightPerConsumer: unlimited }
                  ordered.fifo: { maxInFlightPerGroup: 1000 }
                topics:
                  events.fifo:
                    subscriptions:
                      a: { queue: leased }
                      b: { queue: unconfigured }
                      c: { queue: ordered.fifo }
                      d: { queue: wrapped, rawMessageDelivery: false }
                      none: { queue: nothing, filterPolicy: { number: [ nothing ] } }
                """);
        Path data = folder.resolve("data");
        BrokerProcess broker = BrokerProcess.start(etc, data);
        try {
            subscribe(broker);
            // When
            for (int kill = 0; kill < KILLS; kill++) {
                List<CompletableFuture<Void>> publishers = publish(broker, kill);
                int goal = confirmed.size() + BEFORE_A_KILL;
                await().atMost(PATIENCE).until(() -> confirmed.size() >= goal);
                broker.killNine();
                publishers.forEach(CompletableFuture::join);
                broker = BrokerProcess.start(etc, data);
            }
            // Then
            Set<String> published = asSet(drainSubscriber(broker));
            assertThat(published).containsAll(confirmed);
            for (String queue : QUEUES) {
                assertThat(asSet(drain(broker, queue))).as(queue).isEqualTo(published);
            }
            List<String> wrapped = new ArrayList<>();
            for (String envelope : drain(broker, "wrapped")) {
                wrapped.add(new ObjectMapper().readTree(envelope).get("Message").asText());
            }
            assertThat(asSet(wrapped)).isEqualTo(published);
        } finally {
            broker.close();
        }
    }

    private static Set<String> asSet(List<String> messages) {
        Set<String> set = new HashSet<>(messages);
        assertThat(set).hasSameSizeAs(messages);
        return set;
    }

    private static Connection connect(BrokerProcess broker, boolean amqp) throws JMSException {
        ConnectionFactory factory = amqp
                ? new JmsConnectionFactory(broker.amqpUrl())
                : new ActiveMQConnectionFactory(broker.url("artemis"));
        return factory.createConnection(BrokerProcess.USER, BrokerProcess.PASSWORD);
    }

    private static void subscribe(BrokerProcess broker) throws JMSException {
        try (Connection connection = connect(broker, false);
                Session session = connection.createSession()) {
            session.createSharedDurableConsumer(session.createTopic("events.fifo"), SUBSCRIBER)
                    .close();
        }
    }

    /** Each publishes until its connection breaks. */
    private List<CompletableFuture<Void>> publish(BrokerProcess broker, int round) {
        List<CompletableFuture<Void>> publishers = new ArrayList<>();
        for (boolean amqp : new boolean[] {false, true}) {
            for (int batch : new int[] {0, 5}) {
                String name = round + "-" + amqp + "-" + batch + "-";
                publishers.add(CompletableFuture.runAsync(() -> publishUntilKilled(broker, amqp, batch, name)));
            }
        }
        return publishers;
    }

    /** @param batch messages of a transaction; 0 for none */
    private void publishUntilKilled(BrokerProcess broker, boolean amqp, int batch, String name) {
        try (Connection connection = connect(broker, amqp);
                Session session =
                        connection.createSession(batch == 0 ? Session.AUTO_ACKNOWLEDGE : Session.SESSION_TRANSACTED);
                MessageProducer producer = session.createProducer(session.createTopic("events.fifo"))) {
            List<String> open = new ArrayList<>();
            for (int number = 0; !Thread.currentThread().isInterrupted(); number++) {
                String id = name + number;
                Message message = session.createTextMessage(id);
                message.setStringProperty("JMSXGroupID", "g" + number % 7);
                message.setStringProperty("JMS_SQS_DeduplicationId", id);
                producer.send(message);
                open.add(id);
                if (batch > 0 && open.size() == batch) {
                    session.commit();
                }
                if (open.size() >= batch) {
                    confirmed.addAll(open);
                    open.clear();
                }
            }
        } catch (JMSException brokerIsGone) {
            return;
        }
    }

    private static List<String> drain(BrokerProcess broker, String queue) throws JMSException {
        try (Connection connection = connect(broker, false);
                Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
                MessageConsumer consumer = session.createConsumer(session.createQueue(queue))) {
            connection.start();
            return drain(consumer);
        }
    }

    private static List<String> drainSubscriber(BrokerProcess broker) throws JMSException {
        try (Connection connection = connect(broker, false);
                Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
                MessageConsumer consumer =
                        session.createSharedDurableConsumer(session.createTopic("events.fifo"), SUBSCRIBER)) {
            connection.start();
            return drain(consumer);
        }
    }

    private static List<String> drain(MessageConsumer consumer) throws JMSException {
        List<String> bodies = new ArrayList<>();
        for (Message message = consumer.receive(2_000); message != null; message = consumer.receive(2_000)) {
            bodies.add(message.getBody(String.class));
            message.acknowledge();
        }
        return bodies;
    }
}
