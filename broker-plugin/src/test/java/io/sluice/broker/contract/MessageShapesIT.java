package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.JmsClients;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import io.sluice.broker.fixture.WorkerOptions;
import jakarta.jms.Connection;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Leases on large and paged messages, beside browsers, selectors, exclusive and stopped consumers. */
@Execution(ExecutionMode.CONCURRENT)
class MessageShapesIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            queues:
              "expiring.#": { visibilityTimeout: 1s }
              "paged.#": { visibilityTimeout: 1s }
              "large.#": { visibilityTimeout: 2s }
            """)
            .with(
                    "paged.#",
                    new AddressSettings()
                            .setAutoDeleteQueues(false)
                            .setAutoDeleteAddresses(false)
                            .setMaxSizeBytes(32 * 1024)
                            .setPageSizeBytes(16 * 1024)
                            .setAddressFullMessagePolicy(AddressFullMessagePolicy.PAGE));

    static Stream<WorkerKind> individual() {
        return WorkerKind.individual();
    }

    /** MQTT has no selectors. */
    static Stream<WorkerKind> selecting() {
        return WorkerKind.individual().filter(kind -> kind.client() != WorkerKind.Client.MQTT);
    }

    @ParameterizedTest
    @MethodSource("individual")
    void returnsALargeMessageWhole(WorkerKind kind) {
        try (Workshop shop = Workshop.at(BROKER, "large")) {
            // Given
            String body = "0123456789abcdef".repeat(32 * 1024 - 64);
            shop.send(kind, body);
            Worker hung = shop.open(kind);
            Received held = hung.receive();
            // When
            Worker healthy = shop.open(kind);
            Received again = healthy.receive();
            // Then
            assertThat(held.body()).isEqualTo(body);
            assertThat(again.body()).isEqualTo(body);
            healthy.acknowledge(again);
            shop.awaitEmpty();
            hung.acknowledge(held);
            shop.assertNobodyWasHarmed();
        }
    }

    @ParameterizedTest
    @EnumSource(WorkerKind.Client.class)
    void countsTheReceivesOfALargeMessage(WorkerKind.Client client) {
        WorkerKind kind = new WorkerKind(client, WorkerKind.Acknowledgement.INDIVIDUAL);
        try (Workshop shop = Workshop.at(BROKER, "large")) {
            // Given
            shop.send(kind, "0123456789abcdef".repeat(32 * 1024 - 64));
            shop.open(kind).receive();
            // When
            Received again = shop.open(kind).receive();
            // Then
            Object property = again.properties().getOrDefault("JMSXDeliveryCount", again.receiveCount());
            assertThat(property).hasToString("2");
        }
    }

    @ParameterizedTest
    @MethodSource("individual")
    void deliversEveryPagedMessage(WorkerKind kind) throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "paged")) {
            // Given
            String padding = "x".repeat(1000);
            List<String> sent =
                    IntStream.range(0, 150).mapToObj(i -> i + padding).toList();
            shop.send(kind, sent.toArray(String[]::new));
            assertThat(BROKER.queue(shop.queue()).getPagingStore().isPaging()).isTrue();
            Worker hung = shop.open(kind);
            Received held = hung.receive();
            // When
            Worker healthy = shop.open(kind);
            List<String> done = new ArrayList<>();
            for (int i = 0; i < sent.size(); i++) {
                Received message = healthy.receive();
                healthy.acknowledge(message);
                done.add(message.body());
            }
            // Then
            assertThat(done).containsExactlyInAnyOrderElementsOf(sent);
            assertThat(held.body()).isEqualTo(sent.get(0));
            shop.awaitEmpty();
            shop.assertNobodyWasHarmed();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = WorkerKind.Client.class,
            names = {"CORE", "QPID_JMS"})
    void lookingTakesNoLeaseAndCountsNothing(WorkerKind.Client client) throws Exception {
        WorkerKind kind = new WorkerKind(client, WorkerKind.Acknowledgement.INDIVIDUAL);
        try (Workshop shop = Workshop.at(BROKER, "expiring");
                Connection connection = JmsClients.connect(BROKER, client);
                Session session = connection.createSession();
                QueueBrowser browser = session.createBrowser(session.createQueue(shop.queue()))) {
            // Given
            shop.sendNumbered(kind, 3);
            // When
            List<?> seen = Collections.list(browser.getEnumeration());
            Workshop.letPass(TIMEOUT.plusMillis(300));
            List<?> seenAgain = Collections.list(browser.getEnumeration());
            // Then
            assertThat(seen).hasSize(3);
            assertThat(seenAgain).hasSize(3);
            assertThat(shop.finish(shop.open(kind), 3)).containsExactly("m1#1", "m2#1", "m3#1");
            shop.awaitEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("selecting")
    void doesNotStrandAMessageThatTheOtherConsumerDoesNotSelect(WorkerKind kind) throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "expiring")) {
            // Given
            sendColoured(shop, "red");
            Worker hung = shop.open(kind);
            Received first = hung.receive();
            Worker picky = shop.open(kind, WorkerOptions.DEFAULT.selecting("colour = 'blue'"));
            // When
            Received second = hung.receive();
            // Then
            assertThat(List.of(first.summary(), second.summary())).containsExactly("red#1", "red#2");
            assertThat(picky.history()).isEmpty();
            hung.acknowledge(second);
            shop.awaitEmpty();
            shop.assertNobodyWasHarmed();
        }
    }

    @ParameterizedTest
    @MethodSource("selecting")
    void redeliversToTheConsumerThatSelectsTheMessage(WorkerKind kind) throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "expiring")) {
            // Given
            sendColoured(shop, "red");
            Worker hung = shop.open(kind);
            hung.receive();
            Worker blue = shop.open(kind, WorkerOptions.DEFAULT.selecting("colour = 'blue'"));
            Worker red = shop.open(kind, WorkerOptions.DEFAULT.selecting("colour = 'red'"));
            // When
            List<String> done = shop.finish(red, 1);
            // Then
            assertThat(done).containsExactly("red#2");
            assertThat(blue.history()).isEmpty();
            shop.awaitEmpty();
            shop.assertNobodyWasHarmed();
        }
    }

    @ParameterizedTest
    @MethodSource("individual")
    void losesNothingOfAnExclusiveConsumer(WorkerKind kind) throws Exception {
        String queue = "expiring.exclusive-" + kind.client();
        BROKER.createQueue(
                QueueConfiguration.of(queue).setRoutingType(RoutingType.ANYCAST).setExclusive(true));
        try (Workshop shop = Workshop.on(BROKER, queue)) {
            // Given
            shop.sendNumbered(kind, 3);
            Worker exclusive = shop.open(kind);
            exclusive.receive();
            Worker second = shop.open(kind);
            Workshop.letPass(TIMEOUT.plusMillis(300));
            // When
            shop.cut(exclusive);
            // Then
            List<String> done = shop.finish(second, 3);
            assertThat(done).extracting(summary -> summary.substring(0, 2)).containsExactly("m1", "m2", "m3");
            shop.awaitEmpty();
            shop.assertNobodyWasHarmed();
        }
    }

    @Test
    void doesNotWaitForAConsumerWhoseConnectionIsStopped() throws Exception {
        WorkerKind kind = new WorkerKind(WorkerKind.Client.CORE, WorkerKind.Acknowledgement.INDIVIDUAL);
        try (Workshop shop = Workshop.at(BROKER, "expiring");
                Connection stopped = JmsClients.connect(BROKER, WorkerKind.Client.CORE);
                Session session = stopped.createSession()) {
            // Given
            stopped.stop();
            MessageConsumer unable = session.createConsumer(session.createQueue(shop.queue()));
            shop.send(kind, "m1");
            Worker hung = shop.open(kind);
            hung.receive();
            // When
            Received second = hung.receive();
            // Then
            assertThat(second.summary()).isEqualTo("m1#2");
            hung.acknowledge(second);
            shop.awaitEmpty();
            unable.close();
        }
    }

    @Test
    void returnsWhatAStoppedConsumerLeavesInItsBuffer() throws Exception {
        WorkerKind kind = new WorkerKind(WorkerKind.Client.CORE, WorkerKind.Acknowledgement.INDIVIDUAL);
        try (Workshop shop = Workshop.at(BROKER, "expiring");
                Connection connection = JmsClients.connect(BROKER, WorkerKind.Client.CORE);
                Session session = connection.createSession()) {
            // Given
            MessageConsumer consumer = session.createConsumer(session.createQueue(shop.queue()));
            shop.sendNumbered(kind, 2);
            await().untilAsserted(() ->
                    assertThat(BROKER.queue(shop.queue()).getDeliveringCount()).isPositive());
            // When
            connection.stop();
            List<String> done = shop.finish(shop.open(kind), 2);
            // Then
            assertThat(done).extracting(summary -> summary.substring(0, 2)).containsExactlyInAnyOrder("m1", "m2");
            consumer.close();
            shop.awaitEmpty();
        }
    }

    private static void sendColoured(Workshop shop, String colour) throws Exception {
        try (Connection connection = JmsClients.connect(BROKER, WorkerKind.Client.CORE);
                Session session = connection.createSession()) {
            Message message = session.createTextMessage(colour);
            message.setStringProperty("colour", colour);
            session.createProducer(session.createQueue(shop.queue())).send(message);
        }
    }
}
