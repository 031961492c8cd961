package io.sluice.broker.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.JmsClients;
import io.sluice.broker.fixture.Publishers;
import io.sluice.broker.fixture.WorkerKind.Client;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.junit.jupiter.api.Test;

/** Topics change with the file, while applications publish. */
class TopicReloadIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static String yaml(String subscriptions) {
        return "topics: { events: { subscriptions: { all: { queue: all }, " + subscriptions + " } } }";
    }

    private static String picking(int number) {
        return yaml("picky: { queue: picky, filterPolicy: { number: [ " + number + " ] } }");
    }

    private static void publishBoth(EmbeddedBroker broker) {
        Publishers.publish(broker, Client.CORE, "events", "one", Map.of("number", 1));
        Publishers.publish(broker, Client.CORE, "events", "two", Map.of("number", 2));
    }

    @Test
    void aChangedPolicyHoldsForWhatIsPublishedFromThenOn() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.configuredWith(picking(1)).start()) {
            // Given
            publishBoth(broker);
            assertThat(Queues.bodies(broker, "picky", 1)).containsExactly("one");

            // When
            broker.rewriteConfiguration(picking(2));

            // Then
            await().atMost(PATIENCE).untilAsserted(() -> {
                broker.queue("picky").deleteAllReferences();
                publishBoth(broker);
                assertThat(Queues.bodies(broker, "picky", 1)).containsExactly("two");
            });
        }
    }

    @Test
    void subscriptionsAndTopicsComeAndGo() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.configuredWith("").start()) {
            // Given
            Publishers.publish(broker, Client.CORE, "events", "nobody", Map.of());

            // When
            broker.rewriteConfiguration(yaml("more: { queue: more }"));
            await().atMost(PATIENCE).until(() -> broker.server().locateQueue(SimpleString.of("more")) != null);
            await().atMost(PATIENCE).until(() -> {
                Publishers.publish(broker, Client.CORE, "events", "x", Map.of());
                return broker.messageCount("more") > 0;
            });
            broker.rewriteConfiguration("");
            await().atMost(PATIENCE).until(() -> {
                long before = broker.messageCount("all");
                Publishers.publish(broker, Client.CORE, "events", "x", Map.of());
                return broker.messageCount("all") == before;
            });

            // Then
            assertThat(broker.messageCount("more")).isPositive().isEqualTo(broker.messageCount("all"));
        }
    }

    @Test
    void aBadFileIsRefusedWhole() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.configuredWith(picking(1)).start()) {
            // When
            broker.rewriteConfiguration(
                    yaml("picky: { queue: picky, filterPolicy: { number: [] } }, late: { queue: late }"));
            broker.rewriteConfiguration("queues: { marker: {} }\n" + picking(1));
            await().atMost(PATIENCE).until(() -> broker.server().locateQueue(SimpleString.of("marker")) != null);
            publishBoth(broker);

            // Then
            assertThat(Queues.bodies(broker, "picky", 1)).containsExactly("one");
            assertThat(broker.server().locateQueue(SimpleString.of("late"))).isNull();
        }
    }

    @Test
    void whileApplicationsPublishEveryMessageFollowsOneOfThePolicies() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.configuredWith(picking(1)).start()) {
            // Given
            AtomicBoolean stop = new AtomicBoolean();
            CompletableFuture<Integer> publishing = CompletableFuture.supplyAsync(() -> publishUntil(broker, stop));

            // When
            for (int i = 0; i < 5; i++) {
                broker.rewriteConfiguration("queues: { marker" + i + ": {} }\n" + picking(i % 2));
                SimpleString marker = SimpleString.of("marker" + i);
                await().atMost(PATIENCE).until(() -> broker.server().locateQueue(marker) != null);
            }
            stop.set(true);
            int published = publishing.join();

            // Then
            Queues.assertCounts(broker, published, "all");
            assertThat(broker.messageCount("picky")).isBetween(published / 2L - 5, published / 2L + 5);
        }
    }

    /** Publishes pairs of which each policy takes one; a change may come between the two. @return messages published */
    private static int publishUntil(EmbeddedBroker broker, AtomicBoolean stop) {
        int published = 0;
        try (Connection connection = JmsClients.connect(broker, Client.CORE);
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(session.createTopic("events"))) {
            while (!stop.get() || published < 100) {
                producer.send(Publishers.message(session, "x", Map.of("number", 0)));
                producer.send(Publishers.message(session, "x", Map.of("number", 1)));
                published += 2;
            }
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
        return published;
    }
}
