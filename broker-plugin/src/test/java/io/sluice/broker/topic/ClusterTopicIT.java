package io.sluice.broker.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.JmsClients;
import io.sluice.broker.fixture.Publishers;
import io.sluice.broker.fixture.WorkerKind.Client;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.ClusterConnectionConfiguration;
import org.apache.activemq.artemis.core.postoffice.Bindings;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.cluster.RemoteQueueBinding;
import org.apache.activemq.artemis.core.server.cluster.impl.MessageLoadBalancingType;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two brokers of a cluster, both with Sluice and the same {@code sluice.yaml}. */
class ClusterTopicIT {

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final String YAML = """
            queues: { thumbnails: {}, moving: {} }
            topics:
              images:
                subscriptions:
                  thumbnails: { queue: thumbnails, filterPolicy: { type: [created] } }
                  gallery: { filterPolicy: { type: [created] } }
              videos:
                subscriptions:
                  moving: { queue: moving }
              albums:
                subscriptions:
                  gallery: { filterPolicy: { type: [created] } }
              sketches:
                subscriptions:
                  drawer: { filterPolicy: { type: [created] } }
            """;

    @RegisterExtension
    static final EmbeddedBroker ONE = node(101, 102);

    @RegisterExtension
    static final EmbeddedBroker TWO = node(102, 101);

    private static EmbeddedBroker node(int own, int other) {
        return EmbeddedBroker.configuredWith(YAML)
                .with(
                        "moving",
                        new AddressSettings()
                                .setRedistributionDelay(0)
                                .setAutoDeleteQueues(false)
                                .setAutoDeleteAddresses(false))
                .with(configuration -> configuration
                        .setClusterUser("cluster")
                        .setClusterPassword("a password of the cluster")
                        .addAcceptorConfiguration("cluster", "vm://" + own)
                        .addConnectorConfiguration("own", "vm://" + own)
                        .addConnectorConfiguration("other", "vm://" + other)
                        .addClusterConfiguration(new ClusterConnectionConfiguration()
                                .setName("cluster")
                                .setConnectorName("own")
                                .setStaticConnectors(List.of("other"))
                                .setRetryInterval(100)
                                .setMessageLoadBalancingType(MessageLoadBalancingType.ON_DEMAND)));
    }

    @BeforeAll
    static void awaitTheCluster() {
        for (EmbeddedBroker broker : List.of(ONE, TWO)) {
            await().atMost(PATIENCE).until(() -> remoteQueues(broker, "thumbnails") == 1);
        }
    }

    /** How many queues of the other node the broker knows at an address. */
    private static long remoteQueues(EmbeddedBroker broker, String address) throws Exception {
        Bindings bindings = broker.server().getPostOffice().lookupBindingsForAddress(SimpleString.of(address));
        return bindings == null
                ? 0
                : bindings.getBindings().stream()
                        .filter(RemoteQueueBinding.class::isInstance)
                        .count();
    }

    private static void subscribe(EmbeddedBroker broker, String topic, String name) throws JMSException {
        try (Connection connection = JmsClients.connect(broker, Client.CORE);
                Session session = connection.createSession()) {
            session.createSharedDurableConsumer(session.createTopic(topic), name)
                    .close();
        }
    }

    private static List<String> bodiesFor(EmbeddedBroker broker, String topic, String name, int count)
            throws JMSException {
        List<String> bodies = new ArrayList<>();
        try (Connection connection = JmsClients.connect(broker, Client.CORE);
                Session session = connection.createSession();
                MessageConsumer consumer = session.createSharedDurableConsumer(session.createTopic(topic), name)) {
            connection.start();
            while (bodies.size() < count) {
                Message message = consumer.receive(PATIENCE.toMillis());
                assertThat(message).as("message %s", bodies.size() + 1).isNotNull();
                bodies.add(message.getBody(String.class));
            }
        }
        return bodies;
    }

    @Test
    void queuesOfTheNodeThatReceivesAMessageGetItAndThoseOfTheOtherDoNot() {
        // When
        Publishers.publish(ONE, Client.CORE, "images", "a", Map.of("type", "created"));
        Publishers.publish(TWO, Client.QPID_JMS, "images", "b", Map.of("type", "created"));
        Publishers.publish(TWO, Client.QPID_JMS, "images", "c", Map.of("type", "deleted"));

        // Then
        assertThat(Queues.bodies(ONE, "thumbnails", 1)).containsExactly("a");
        assertThat(Queues.bodies(TWO, "thumbnails", 1)).containsExactly("b");
        Queues.assertCounts(ONE, 0, "thumbnails");
        Queues.assertCounts(TWO, 0, "thumbnails");
    }

    @Test
    void aDurableSubscriberWithoutAPolicyGetsWhatIsPublishedOnTheOtherNodeOnce() throws Exception {
        // Given
        subscribe(TWO, "images", "everything");
        await().atMost(PATIENCE).until(() -> remoteQueues(ONE, "images") >= 1);

        // When
        Publishers.publish(ONE, Client.CORE, "images", "a", Map.of("type", "created"));
        Publishers.publish(ONE, Client.QPID_JMS, "images", "b", Map.of("type", "deleted"));

        // Then
        assertThat(bodiesFor(TWO, "images", "everything", 2)).containsExactlyInAnyOrder("a", "b");
        Queues.assertCounts(TWO, 0, "everything");
        Queues.drain(ONE, "thumbnails", 1);
    }

    @Test
    void aDurableSubscriberGetsByItsPolicyWhatIsPublishedOnAnyNode() throws Exception {
        // Given
        subscribe(TWO, "albums", "gallery");
        subscribe(TWO, "albums", "everyAlbum");
        await().atMost(PATIENCE).until(() -> remoteQueues(ONE, "albums") == 2);

        // When
        Publishers.publish(TWO, Client.CORE, "albums", "deleted on its node", Map.of("type", "deleted"));
        Publishers.publish(TWO, Client.CORE, "albums", "created on its node", Map.of("type", "created"));
        Publishers.publish(ONE, Client.CORE, "albums", "deleted elsewhere", Map.of("type", "deleted"));
        Publishers.publish(ONE, Client.QPID_JMS, "albums", "created elsewhere", Map.of("type", "created"));

        // Then
        assertThat(bodiesFor(TWO, "albums", "everyAlbum", 4))
                .contains("deleted on its node", "created on its node", "deleted elsewhere", "created elsewhere");
        assertThat(bodiesFor(TWO, "albums", "gallery", 2))
                .containsExactlyInAnyOrder("created on its node", "created elsewhere");
        Queues.assertCounts(TWO, 0, "gallery");
    }

    @Test
    void aMessageThatNobodyOnTheOtherNodeTakesIsNotSentThere() throws Exception {
        // Given
        subscribe(TWO, "sketches", "drawer");
        await().atMost(PATIENCE).until(() -> remoteQueues(ONE, "sketches") == 1);
        Queue forwarding = forwarding("sketches");
        long before = forwarding.getMessagesAdded();

        // When
        Publishers.publish(ONE, Client.CORE, "sketches", "a", Map.of("type", "deleted"));
        Publishers.publish(ONE, Client.CORE, "sketches", "b", Map.of("type", "created"));

        // Then
        assertThat(bodiesFor(TWO, "sketches", "drawer", 1)).containsExactly("b");
        assertThat(forwarding.getMessagesAdded() - before).isEqualTo(1);
    }

    /** The queue of the first node in which messages for the second wait. */
    private static Queue forwarding(String address) throws Exception {
        return ONE.server().getPostOffice().lookupBindingsForAddress(SimpleString.of(address)).getBindings().stream()
                .filter(RemoteQueueBinding.class::isInstance)
                .map(binding -> ((RemoteQueueBinding) binding).getQueue())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void redistributionTakesWhatWasSentToAQueueButNotWhatItGotFromATopic() throws Exception {
        // Given
        try (Connection connection = JmsClients.connect(TWO, Client.CORE);
                Session session = connection.createSession();
                MessageConsumer consumer = session.createConsumer(session.createQueue("moving"))) {
            connection.start();
            await().atMost(PATIENCE).until(() -> remoteConsumers("moving") == 1);

            // When
            Publishers.publish(ONE, Client.CORE, "videos", "published", Map.of());
            send(ONE, "moving", "sent");
            Message message = consumer.receive(PATIENCE.toMillis());

            // Then
            assertThat(message).isNotNull();
            assertThat(message.getBody(String.class)).isEqualTo("sent");
            Queues.assertCounts(ONE, 1, "moving");
        }
        assertThat(Queues.bodies(ONE, "moving", 1)).containsExactly("published");
        Queues.assertCounts(TWO, 0, "moving");
    }

    private static void send(EmbeddedBroker broker, String queue, String body) throws JMSException {
        try (Connection connection = JmsClients.connect(broker, Client.CORE);
                Session session = connection.createSession()) {
            session.createProducer(session.createQueue(queue)).send(session.createTextMessage(body));
        }
    }

    /** Consumers that the first node knows of at a queue of the second. */
    private static long remoteConsumers(String address) throws Exception {
        Bindings bindings = ONE.server().getPostOffice().lookupBindingsForAddress(SimpleString.of(address));
        return bindings == null
                ? 0
                : bindings.getBindings().stream()
                        .filter(RemoteQueueBinding.class::isInstance)
                        .mapToLong(binding -> ((RemoteQueueBinding) binding).consumerCount())
                        .sum();
    }
}
