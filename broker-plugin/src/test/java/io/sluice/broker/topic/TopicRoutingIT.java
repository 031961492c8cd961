package io.sluice.broker.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.Publishers;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.WorkerKind.Client;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which messages reach which subscribers, over every protocol. */
class TopicRoutingIT {

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            queues:
              fraud: { visibilityTimeout: 30s }
              audit: {}
            topics:
              order-events:
                subscriptions:
                  everything: { queue: audit }
                  fraud:
                    queue: fraud
                    filterPolicy: { type: [created, changed], amount: [ { numeric: [ ">", 1000 ] } ] }
                  shipping:
                    queue: shipping
                    filterPolicyScope: MessageBody
                    filterPolicy: { order: { state: [paid] } }
              tags:
                subscriptions:
                  red: { queue: red, filterPolicy: '{"colours": ["red"]}' }
              many-keys:
                subscriptions:
                  common: { queue: common, filterPolicy: { common: [c] } }
                  typed: { queue: typed, filterPolicy: { type: [created] } }
                  grouped: { queue: grouped, filterPolicy: { JMSXGroupID: [ { prefix: g } ] } }
                  k1: { queue: rest, filterPolicy: { k1: [1], k2: [2], k3: [3], k4: [4], k5: [5] } }
                  k6: { queue: rest, filterPolicy: { k6: [1], k7: [2], k8: [3], k9: [4], k10: [5] } }
                  k11: { queue: rest, filterPolicy: { k11: [1], k12: [2], k13: [3], k14: [4], k15: [5] } }
              twice:
                subscriptions:
                  a: { queue: double }
                  b: { queue: double, filterPolicy: { n: [1] } }
            """);

    private static final String NO_JSON = "no JSON";

    @ParameterizedTest
    @EnumSource(Client.class)
    void aMessageReachesTheSubscribersWhoseAttributesItHas(Client client) {
        // Given
        String body = UUID.randomUUID().toString();

        // When
        Publishers.publish(BROKER, client, "order-events", body, Map.of("type", "created", "amount", 1001));
        Publishers.publish(BROKER, client, "order-events", "cheap", Map.of("type", "created", "amount", 1000));
        Publishers.publish(BROKER, client, "order-events", "deleted", Map.of("type", "deleted", "amount", 5000));
        Publishers.publish(BROKER, client, "order-events", "bare", Map.of());

        // Then
        assertThat(Queues.bodies(BROKER, "audit", 4)).containsExactlyInAnyOrder(body, "cheap", "deleted", "bare");
        assertThat(Queues.bodies(BROKER, "fraud", 1)).containsExactly(body);
        Queues.assertCounts(BROKER, 0, "shipping");
    }

    @ParameterizedTest
    @EnumSource(Client.class)
    void aMessageReachesTheSubscribersWhoseBodyItHas(Client client) {
        // Given
        String paid = "{\"order\": {\"state\": \"paid\", \"id\": 5}, \"rest\": [1, 2, {\"a\": null}]}";

        // When
        Publishers.publish(BROKER, client, "order-events", paid, Map.of());
        Publishers.publish(BROKER, client, "order-events", "{\"order\": {\"state\": \"open\"}}", Map.of());
        Publishers.publish(BROKER, client, "order-events", NO_JSON, Map.of());
        Publishers.publish(BROKER, client, "order-events", "[".repeat(10_000), Map.of());
        Publishers.publish(BROKER, client, "order-events", "{\"order\":".repeat(10_000), Map.of());

        // Then
        assertThat(Queues.bodies(BROKER, "shipping", 1)).containsExactly(paid);
        assertThat(Queues.bodies(BROKER, "audit", 5)).contains(paid, NO_JSON);
        Queues.assertCounts(BROKER, 0, "fraud");
    }

    @ParameterizedTest
    @EnumSource(Client.class)
    void aMessageReachesItsSubscribersHoweverManyKeysPoliciesName(Client client) {
        // When
        Publishers.publish(BROKER, client, "many-keys", "a", Map.of("common", "c"));
        Publishers.publish(BROKER, client, "many-keys", "b", Map.of("type", "created"));
        Publishers.publish(BROKER, client, "many-keys", "c", Map.of("JMSXGroupID", "g1", "k1", 1));

        // Then
        assertThat(Queues.bodies(BROKER, "common", 1)).containsExactly("a");
        assertThat(Queues.bodies(BROKER, "typed", 1)).containsExactly("b");
        assertThat(Queues.bodies(BROKER, "grouped", 1)).containsExactly("c");
        Queues.assertCounts(BROKER, 0, "rest");
    }

    @ParameterizedTest
    @EnumSource(
            value = Client.class,
            names = {"CORE", "STOMP", "MQTT"})
    void anArrayIsToldByItsType(Client client) {
        // When
        Publishers.publish(
                BROKER,
                client,
                "tags",
                "a",
                Map.of("colours", "[\"blue\",\"red\"]", "sluice_types", "colours=String.Array"));
        Publishers.publish(
                BROKER, client, "tags", "b", Map.of("colours", "[\"blue\"]", "sluice_types", "colours=String.Array"));
        Publishers.publish(BROKER, client, "tags", "c", Map.of("colours", "[\"red\"]"));
        Publishers.publish(BROKER, client, "tags", "d", Map.of("colours", "red"));

        // Then
        assertThat(Queues.bodies(BROKER, "red", 2)).containsExactly("a", "d");
    }

    @ParameterizedTest
    @EnumSource(
            value = Client.class,
            names = {"CORE", "QPID_JMS", "OPENWIRE"})
    void aSubscriberReceivesWhatWasPublished(Client client) {
        // Given
        Publishers.publish(
                BROKER, client, "order-events", "body", Map.of("type", "created", "amount", 2000, "note", "n"));

        // When
        Received received = Queues.drain(BROKER, client, "fraud", 1).get(0);

        // Then
        assertThat(received.body()).isEqualTo("body");
        assertThat(received.properties())
                .containsEntry("type", "created")
                .containsEntry("amount", 2000)
                .containsEntry("note", "n");
        Queues.drain(BROKER, "audit", 1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Client.class,
            names = {"CORE", "QPID_JMS", "OPENWIRE"})
    void aLargeMessageIsFilteredByItsBodyAndReachesAll(Client client) {
        // Given
        String large = "{\"order\": {\"state\": \"paid\"}, \"rest\": \"" + "x".repeat(400_000) + "\"}";
        String open = large.replace("paid", "open");

        // When
        Publishers.publish(BROKER, client, "order-events", large, Map.of());
        Publishers.publish(BROKER, client, "order-events", open, Map.of());

        // Then
        assertThat(Queues.bodies(BROKER, "audit", 2)).containsExactlyInAnyOrder(large, open);
        assertThat(Queues.bodies(BROKER, "shipping", 1)).containsExactly(large);
        await().atMost(Duration.ofSeconds(10))
                .until(() -> filesIn(BROKER.configurationFile().resolveSibling("large")) == 0);
    }

    private static long filesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.count();
        }
    }

    @Test
    void aQueueWithTwoSubscriptionsGetsAMessageOnce() {
        // When
        Publishers.publish(BROKER, Client.CORE, "twice", "x", Map.of("n", 1));

        // Then
        Queues.assertCounts(BROKER, 1, "double");
    }

    @Test
    void aMessageThatNobodyWantsIsAccepted() {
        // When
        Publishers.publish(BROKER, Client.CORE, "tags", "colourless", Map.of());

        // Then
        Queues.assertCounts(BROKER, 0, "red");
    }
}
