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
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Publishers over Core and AMQP, with and without transactions, while the broker is killed: afterwards each message is
 * in the queues of all subscribers or of none, in all if its publisher was told so, and in none twice.
 */
@Execution(ExecutionMode.CONCURRENT)
class FanOutKillNineIT {

    private static final int KILLS = 2;
    private static final int BEFORE_A_KILL = 300;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SUBSCRIBER = "subscriber";

    /** Of a queue's address whose room is for few of the messages. */
    private static final String SMALL = """
              <address-setting match="%s">
                <max-size-bytes>30000</max-size-bytes>
                <page-size-bytes>10000</page-size-bytes>
                <address-full-policy>%s</address-full-policy>
                <auto-create-queues>true</auto-create-queues>
                <auto-create-addresses>true</auto-create-addresses>
              </address-setting>
        """;

    @TempDir
    Path folder;

    private final Set<String> confirmed = ConcurrentHashMap.newKeySet();

    /** A topic with what subscribes to it. What is not in the queue {@code full} of a topic is in its dead-letter queue. */
    private enum Kind {
        FIFO("events.fifo", List.of(List.of("leased"), List.of("unconfigured"), List.of("ordered.fifo")), """
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
                """),
        WITH_FULL_AND_PAGING_SUBSCRIBERS(
                "events",
                List.of(List.of("leased"), List.of("filtered"), List.of("paging"), List.of("full", "undelivered")),
                """
                queues:
                  leased: { maxInFlightPerConsumer: unlimited }
                topics:
                  events:
                    subscriptions:
                      a: { queue: leased }
                      b: { queue: filtered, filterPolicy: { group: [ { prefix: g } ] } }
                      c: { queue: paging }
                      d: { queue: full, redrivePolicy: { deadLetterQueue: undelivered } }
                      e: { queue: wrapped, rawMessageDelivery: false }
                      none: { queue: nothing, filterPolicy: { number: [ nothing ] } }
                """);

        private final String topic;
        private final List<List<String>> queues;
        private final String yaml;

        Kind(String topic, List<List<String>> queues, String yaml) {
            this.topic = topic;
            this.queues = queues;
            this.yaml = yaml;
        }
    }

    @ParameterizedTest
    @EnumSource
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void aMessageIsInAllQueuesOrInNoneAndNowhereTwice(Kind kind) throws Exception {
        // Given
        Path etc = BrokerProcess.defaultEtc(folder.resolve("etc"));
        Files.writeString(etc.resolve("sluice.yaml"), kind.yaml);
        Path xml = etc.resolve("broker.xml");
        Files.writeString(
                xml,
                Files.readString(xml)
                        .replace(
                                "<address-settings>",
                                "<address-settings>" + SMALL.formatted("paging", "PAGE")
                                        + SMALL.formatted("full", "FAIL")));
        Path data = folder.resolve("data");
        BrokerProcess broker = BrokerProcess.start(etc, data);
        try {
            subscribe(broker, kind.topic);
            // When
            for (int kill = 0; kill < KILLS; kill++) {
                List<CompletableFuture<Void>> publishers = publish(broker, kind.topic, kill);
                int goal = confirmed.size() + BEFORE_A_KILL;
                await().atMost(PATIENCE).until(() -> confirmed.size() >= goal);
                broker.killNine();
                publishers.forEach(CompletableFuture::join);
                broker = BrokerProcess.start(etc, data);
            }
            // Then
            Set<String> published = asSet(drainSubscriber(broker, kind.topic));
            assertThat(published).containsAll(confirmed);
            for (List<String> queues : kind.queues) {
                List<String> messages = new ArrayList<>();
                for (String queue : queues) {
                    List<String> there = drain(broker, queue);
                    assertThat(there).as(queue).isNotEmpty();
                    messages.addAll(there);
                }
                assertThat(asSet(messages)).as(queues.toString()).isEqualTo(published);
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

    private static void subscribe(BrokerProcess broker, String topic) throws JMSException {
        try (Connection connection = connect(broker, false);
                Session session = connection.createSession()) {
            session.createSharedDurableConsumer(session.createTopic(topic), SUBSCRIBER)
                    .close();
        }
    }

    /** Each publishes until its connection breaks. */
    private List<CompletableFuture<Void>> publish(BrokerProcess broker, String topic, int round) {
        List<CompletableFuture<Void>> publishers = new ArrayList<>();
        for (boolean amqp : new boolean[] {false, true}) {
            for (int batch : new int[] {0, 5}) {
                String name = round + "-" + amqp + "-" + batch + "-";
                publishers.add(CompletableFuture.runAsync(() -> publishUntilKilled(broker, topic, amqp, batch, name)));
            }
        }
        return publishers;
    }

    /** @param batch messages of a transaction; 0 for none */
    private void publishUntilKilled(BrokerProcess broker, String topic, boolean amqp, int batch, String name) {
        try (Connection connection = connect(broker, amqp);
                Session session =
                        connection.createSession(batch == 0 ? Session.AUTO_ACKNOWLEDGE : Session.SESSION_TRANSACTED);
                MessageProducer producer = session.createProducer(session.createTopic(topic))) {
            List<String> open = new ArrayList<>();
            for (int number = 0; !Thread.currentThread().isInterrupted(); number++) {
                String id = name + number;
                Message message = session.createTextMessage(id);
                message.setStringProperty("JMSXGroupID", "g" + number % 7);
                message.setStringProperty("group", "g" + number % 7);
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

    private static List<String> drainSubscriber(BrokerProcess broker, String topic) throws JMSException {
        try (Connection connection = connect(broker, false);
                Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
                MessageConsumer consumer =
                        session.createSharedDurableConsumer(session.createTopic(topic), SUBSCRIBER)) {
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
