package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.JmsClients;
import io.sluice.broker.fixture.Publishers;
import io.sluice.broker.fixture.WorkerKind.Client;
import io.sluice.broker.fixture.WorkerOptions;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a subscription has counted, as an operator sees it: each message in the one place that it belongs to. */
class SubscriptionCountsIT {

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            topics:
              filtered:
                subscriptions:
                  all: { queue: all }
                  attribute: { queue: attribute, filterPolicy: { n: [1] } }
                  body: { queue: body, filterPolicyScope: MessageBody, filterPolicy: { n: [1] } }
              failing:
                subscriptions:
                  fine: { queue: fine }
                  guarded: { queue: full, redrivePolicy: { deadLetterQueue: dead } }
              refusing:
                subscriptions:
                  open: { queue: full }
              leaving:
                subscriptions:
                  gone: { queue: gone }
              twice:
                subscriptions:
                  first: { queue: double }
                  second: { queue: double, filterPolicy: { n: [1] } }
              durable:
                subscriptions:
                  dashboard: { filterPolicy: { n: [1] } }
            """)
            .with(
                    "full",
                    new AddressSettings()
                            .setMaxSizeMessages(1)
                            .setAddressFullMessagePolicy(AddressFullMessagePolicy.FAIL)
                            .setAutoDeleteQueues(false));

    /** The counts that are not zero. */
    private static String counts(String topic, String subscription) throws JMSException {
        try (ControlClient control = new ControlClient(BROKER, Client.CORE)) {
            ControlClient.Reply reply =
                    control.ask("GetSubscriptionAttributes", Map.of("SubscriptionArn", topic + ":" + subscription));
            assertThat(reply.status()).as(reply.body()).isEqualTo("200");
            String counts = reply.body().replaceAll(".*\"counts\":\\{([^}]*)}.*", "$1");
            return Arrays.stream(counts.split(","))
                    .filter(count -> !count.endsWith(":0"))
                    .map(count -> count.replace("\"", ""))
                    .collect(Collectors.joining(" "));
        }
    }

    private static void publish(String topic, String body, Map<String, ?> attributes) {
        Publishers.publish(BROKER, Client.CORE, topic, body, attributes);
    }

    @Test
    void aMessageThatAPolicyRefusesCountsByItsReason() throws Exception {
        // When
        publish("filtered", "{\"n\":1}", Map.of("n", 1));
        publish("filtered", "{\"n\":2}", Map.of("n", 2));
        publish("filtered", "no JSON", Map.of());
        publish("filtered", "{\"n\":1}", Map.of("n", "many", "sluice_types", "n=Number"));

        // Then
        assertThat(counts("filtered", "all")).isEqualTo("published:4 matched:4 delivered:4");
        assertThat(counts("filtered", "attribute"))
                .isEqualTo("published:4 matched:1 filteredByAttribute:2 invalidAttribute:1 delivered:1");
        assertThat(counts("filtered", "body"))
                .isEqualTo("published:4 matched:2 filteredByBody:1 invalidBody:1 delivered:2");
    }

    @Test
    void aMessageThatAQueueHasNoRoomForIsADeadLetterOrFailedForAll() throws Exception {
        // Given
        publish("failing", "fits", Map.of());

        // When
        publish("failing", "dead", Map.of());
        assertThatThrownBy(() -> publish("refusing", "refused", Map.of())).isInstanceOf(Exception.class);

        // Then
        assertThat(counts("failing", "fine")).isEqualTo("published:2 matched:2 delivered:2");
        assertThat(counts("failing", "guarded")).isEqualTo("published:2 matched:2 delivered:1 failed:1 deadLettered:1");
        assertThat(counts("refusing", "open")).isEqualTo("published:1 matched:1 failed:1");
        assertThat(BROKER.messageCount("dead")).isEqualTo(1);
    }

    @Test
    void aMessageThatAQueueIsGoneForHasFailed() throws Exception {
        // Given
        publish("leaving", "a", Map.of());
        BROKER.server().destroyQueue(SimpleString.of("gone"));

        // When
        publish("leaving", "b", Map.of());

        // Then
        assertThat(counts("leaving", "gone")).isEqualTo("published:2 matched:2 delivered:1 failed:1");
    }

    @Test
    void aMessageThatAQueueGetsOnceIsDeliveredToEachOfItsSubscriptions() throws Exception {
        // When
        publish("twice", "a", Map.of("n", 1));
        publish("twice", "b", Map.of("n", 2));

        // Then
        assertThat(counts("twice", "first")).isEqualTo("published:2 matched:2 delivered:2");
        assertThat(counts("twice", "second")).isEqualTo("published:2 matched:1 filteredByAttribute:1 delivered:1");
        assertThat(BROKER.messageCount("double")).isEqualTo(2);
    }

    @Test
    void whatDurableSubscribersGetIsDeliveredOnceForAllOfThem() throws Exception {
        // Given
        subscribe("one");
        subscribe("two");

        // When
        publish("durable", "a", Map.of("n", 1));
        publish("durable", "b", Map.of("n", 2));

        // Then
        assertThat(counts("durable", "dashboard")).isEqualTo("published:2 matched:1 filteredByAttribute:1 delivered:1");
        assertThat(BROKER.messageCount("one.dashboard")).isEqualTo(1);
        assertThat(BROKER.messageCount("two.dashboard")).isEqualTo(1);
    }

    private static void subscribe(String clientId) throws JMSException {
        try (Connection connection = JmsClients.factory(Client.CORE, BROKER.port(), WorkerOptions.DEFAULT)
                .createConnection()) {
            connection.setClientID(clientId);
            Session session = connection.createSession();
            session.createDurableConsumer(session.createTopic("durable"), "dashboard")
                    .close();
        }
    }
}
