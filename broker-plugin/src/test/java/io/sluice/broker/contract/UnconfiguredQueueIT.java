package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.JmsClients;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A queue that sluice.yaml does not name behaves with Sluice as it does without: each test runs on both brokers. */
@Execution(ExecutionMode.CONCURRENT)
class UnconfiguredQueueIT {

    private static final long PATIENCE = Worker.PATIENCE.toMillis();
    private static final long GLANCE = 300;
    private static final AtomicInteger QUEUES = new AtomicInteger();

    @RegisterExtension
    static final EmbeddedBroker WITHOUT_SLUICE = prepared(EmbeddedBroker.plainArtemis());

    @RegisterExtension
    static final EmbeddedBroker WITH_SLUICE =
            prepared(EmbeddedBroker.configuredWith("queues: { configured: { visibilityTimeout: 1s } }"));

    private static EmbeddedBroker prepared(EmbeddedBroker broker) {
        return broker.with(
                "failing.#",
                new AddressSettings()
                        .setMaxDeliveryAttempts(2)
                        .setDeadLetterAddress(SimpleString.of("plain-dlq"))
                        .setExpiryAddress(SimpleString.of("plain-expiry")));
    }

    static Stream<Arguments> brokersAndClients() {
        return Stream.of(Named.of("plain Artemis", WITHOUT_SLUICE), Named.of("with Sluice", WITH_SLUICE))
                .flatMap(broker -> Stream.of(WorkerKind.Client.CORE, WorkerKind.Client.QPID_JMS)
                        .map(client -> Arguments.of(broker, client)));
    }

    private static String newQueue(EmbeddedBroker broker, String word) throws Exception {
        String name = word + "." + QUEUES.incrementAndGet();
        broker.createQueue(name);
        return name;
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("brokersAndClients")
    void deliversInTheOrderOfSending(EmbeddedBroker broker, WorkerKind.Client client) throws Exception {
        // Given
        String name = newQueue(broker, "plain");
        List<String> sent = IntStream.range(0, 200).mapToObj(String::valueOf).toList();
        try (Connection connection = JmsClients.connect(broker, client);
                Session session = connection.createSession()) {
            Queue queue = session.createQueue(name);
            MessageProducer producer = session.createProducer(queue);
            for (String body : sent) {
                producer.send(session.createTextMessage(body));
            }
            // When
            List<String> received = bodies(session.createConsumer(queue), sent.size());
            // Then
            assertThat(received).isEqualTo(sent);
        }
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("brokersAndClients")
    void keepsAnUnacknowledgedMessageWithItsConsumerForEver(EmbeddedBroker broker, WorkerKind.Client client)
            throws Exception {
        // Given
        String name = newQueue(broker, "plain");
        try (Connection connection = JmsClients.connect(broker, client);
                Session session = connection.createSession(false, Session.CLIENT_ACKNOWLEDGE);
                Session other = connection.createSession()) {
            Queue queue = session.createQueue(name);
            session.createProducer(queue).send(session.createTextMessage("held"));
            Message held = session.createConsumer(queue).receive(PATIENCE);
            // When
            Message stolen = other.createConsumer(queue).receive(2000);
            // Then
            assertThat(stolen).isNull();
            held.acknowledge();
            await().untilAsserted(() -> assertThat(broker.messageCount(name)).isZero());
        }
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("brokersAndClients")
    void marksARolledBackMessageAsRedelivered(EmbeddedBroker broker, WorkerKind.Client client) throws Exception {
        // Given
        String name = newQueue(broker, "plain");
        try (Connection connection = JmsClients.connect(broker, client);
                Session session = connection.createSession(true, Session.SESSION_TRANSACTED)) {
            Queue queue = session.createQueue(name);
            session.createProducer(queue).send(session.createTextMessage("m"));
            session.commit();
            MessageConsumer consumer = session.createConsumer(queue);
            Message first = consumer.receive(PATIENCE);
            // When
            session.rollback();
            Message second = consumer.receive(PATIENCE);
            session.commit();
            // Then
            assertThat(first.getJMSRedelivered()).isFalse();
            assertThat(second.getJMSRedelivered()).isTrue();
            assertThat(second.getIntProperty("JMSXDeliveryCount")).isEqualTo(2);
        }
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("brokersAndClients")
    void movesAMessageToTheDeadLetterAddressAfterMaxDeliveryAttempts(EmbeddedBroker broker, WorkerKind.Client client)
            throws Exception {
        // Given
        String name = newQueue(broker, "failing");
        String body = "poison of " + name;
        try (Connection connection = JmsClients.connect(broker, client);
                Session session = connection.createSession(true, Session.SESSION_TRANSACTED)) {
            Queue queue = session.createQueue(name);
            session.createProducer(queue).send(session.createTextMessage(body));
            session.commit();
            MessageConsumer consumer = session.createConsumer(queue);
            // When
            int deliveries = 0;
            while (consumer.receive(deliveries == 0 ? PATIENCE : GLANCE) != null) {
                deliveries++;
                session.rollback();
            }
            // Then
            assertThat(deliveries).isEqualTo(2);
            assertThat(broker.messageCount(name)).isZero();
        }
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("brokersAndClients")
    void expiresAMessageWhenItsTimeToLiveIsOver(EmbeddedBroker broker, WorkerKind.Client client) throws Exception {
        // Given
        String name = newQueue(broker, "failing");
        try (Connection connection = JmsClients.connect(broker, client);
                Session session = connection.createSession()) {
            Queue queue = session.createQueue(name);
            MessageProducer producer = session.createProducer(queue);
            producer.setTimeToLive(200);
            // When
            producer.send(session.createTextMessage("short-lived"));
            // Then
            await().untilAsserted(() -> assertThat(broker.messageCount(name)).isZero());
            assertThat(session.createConsumer(queue).receiveNoWait()).isNull();
        }
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("brokersAndClients")
    void lookingIsNotReceiving(EmbeddedBroker broker, WorkerKind.Client client) throws Exception {
        // Given
        String name = newQueue(broker, "plain");
        try (Connection connection = JmsClients.connect(broker, client);
                Session session = connection.createSession()) {
            Queue queue = session.createQueue(name);
            session.createProducer(queue).send(session.createTextMessage("m"));
            // When
            try (QueueBrowser browser = session.createBrowser(queue)) {
                assertThat(Collections.list(browser.getEnumeration())).hasSize(1);
            }
            // Then
            assertThat(session.createConsumer(queue).receive(PATIENCE).getJMSRedelivered())
                    .isFalse();
        }
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("brokersAndClients")
    void filtersBySelector(EmbeddedBroker broker, WorkerKind.Client client) throws Exception {
        // Given
        String name = newQueue(broker, "plain");
        try (Connection connection = JmsClients.connect(broker, client);
                Session session = connection.createSession()) {
            Queue queue = session.createQueue(name);
            MessageProducer producer = session.createProducer(queue);
            for (String colour : List.of("red", "blue", "red")) {
                Message message = session.createTextMessage(colour);
                message.setStringProperty("colour", colour);
                producer.send(message);
            }
            // When
            List<String> blue = bodies(session.createConsumer(queue, "colour = 'blue'"), 1);
            List<String> rest = bodies(session.createConsumer(queue), 2);
            // Then
            assertThat(blue).containsExactly("blue");
            assertThat(rest).containsExactly("red", "red");
        }
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("brokersAndClients")
    void keepsAMessageGroupWithOneConsumer(EmbeddedBroker broker, WorkerKind.Client client) throws Exception {
        // Given
        String name = newQueue(broker, "plain");
        try (Connection connection = JmsClients.connect(broker, client);
                Session session = connection.createSession();
                Session otherSession = connection.createSession()) {
            Queue queue = session.createQueue(name);
            MessageConsumer one = session.createConsumer(queue);
            MessageConsumer two = otherSession.createConsumer(queue);
            MessageProducer producer = session.createProducer(queue);
            // When
            for (int i = 0; i < 10; i++) {
                Message message = session.createTextMessage("m" + i);
                message.setStringProperty("JMSXGroupID", "g");
                producer.send(message);
            }
            await().untilAsserted(() ->
                    assertThat(broker.queue(name).getDeliveringCount()).isEqualTo(10));
            // Then
            int first = all(one).size();
            int second = all(two).size();
            assertThat(List.of(first, second)).containsExactlyInAnyOrder(10, 0);
        }
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("brokersAndClients")
    void leavesLastValueAndRingQueuesTheirClasses(EmbeddedBroker broker, WorkerKind.Client client) throws Exception {
        // Given
        String lastValue = "plain.last-value." + client;
        String ring = "plain.ring." + client;
        broker.createQueue(QueueConfiguration.of(lastValue)
                .setRoutingType(RoutingType.ANYCAST)
                .setLastValue(true)
                .setLastValueKey("key"));
        broker.createQueue(
                QueueConfiguration.of(ring).setRoutingType(RoutingType.ANYCAST).setRingSize(2L));
        try (Connection connection = JmsClients.connect(broker, client);
                Session session = connection.createSession()) {
            // When
            for (int i = 0; i < 5; i++) {
                Message message = session.createTextMessage("m" + i);
                message.setStringProperty("key", "same");
                session.createProducer(session.createQueue(lastValue)).send(message);
                session.createProducer(session.createQueue(ring)).send(message);
            }
            // Then
            assertThat(broker.queue(lastValue).getClass().getSimpleName()).isEqualTo("LastValueQueue");
            assertThat(all(session.createConsumer(session.createQueue(lastValue))))
                    .containsExactly("m4");
            assertThat(all(session.createConsumer(session.createQueue(ring)))).containsExactly("m3", "m4");
        }
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("brokersAndClients")
    void keepsTheQueueClassOfArtemis(EmbeddedBroker broker, WorkerKind.Client client) throws Exception {
        // Given
        String name = newQueue(broker, "plain");
        // When
        Class<?> queueClass = broker.queue(name).getClass();
        // Then
        assertThat(queueClass.getPackageName()).as("for %s", client).startsWith("org.apache.activemq.artemis");
    }

    private static List<String> bodies(MessageConsumer consumer, int count) throws JMSException {
        List<String> bodies = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            bodies.add(consumer.receive(PATIENCE).getBody(String.class));
        }
        consumer.close();
        return bodies;
    }

    private static List<String> all(MessageConsumer consumer) throws JMSException {
        List<String> bodies = new ArrayList<>();
        for (Message message = consumer.receive(GLANCE); message != null; message = consumer.receive(GLANCE)) {
            bodies.add(message.getBody(String.class));
        }
        return bodies;
    }
}
