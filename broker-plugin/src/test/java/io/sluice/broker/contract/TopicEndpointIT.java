package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.HookServer;
import io.sluice.broker.fixture.Publishers;
import io.sluice.broker.fixture.WorkerKind.Client;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Subscriptions of {@code sluice.yaml} whose messages go to a web server, each with what its policy accepts. */
class TopicEndpointIT {

    private static final HookServer HOOK = new HookServer();
    private static final int GONE = 410;
    private static final int UNAVAILABLE = 503;
    private static final int OK = 200;

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            endpoints:
              allow: ["%1$s"]
            topics:
              images:
                subscriptions:
                  audit: { queue: audit }
                  big:
                    endpoint: "%1$s/big"
                    filterPolicy: { size: [ { numeric: [ ">=", 1000 ] } ] }
                  signed:
                    endpoint: "%1$s/signed"
                    filterPolicy: { form: [ envelope ] }
                    rawMessageDelivery: false
                  failing:
                    endpoint: "%1$s/failing"
                    filterPolicy: { form: [ unwanted ] }
                    deliveryPolicy: { numRetries: 0 }
                    redrivePolicy: { deadLetterQueue: unwanted }
                  dying:
                    endpoint: "%1$s/dying"
                    filterPolicy: { form: [ patient ] }
                    deliveryPolicy: { numRetries: 50, minDelayTarget: 1s, maxDelayTarget: 1s }
                    redrivePolicy: { deadLetterQueue: unwanted }
            """.formatted(HOOK.url()));

    @AfterAll
    static void closeTheHook() {
        HOOK.close();
    }

    /** The owner of an endpoint says, with the token that it was sent, that it wants the messages. */
    private static void confirm(String subscription) throws Exception {
        await().until(() -> !HOOK.posts("/" + subscription).isEmpty());
        JsonNode request = new ObjectMapper()
                .readTree(HOOK.posts("/" + subscription).get(0).body());
        try (ControlClient control = new ControlClient(BROKER, Client.CORE)) {
            ControlClient.Reply reply = control.ask(
                    "ConfirmSubscription",
                    Map.of(
                            "TopicArn",
                            request.get("TopicArn").asText(),
                            "Token",
                            request.get("Token").asText()));
            assertThat(reply.status()).as(reply.body()).isEqualTo("200");
        }
    }

    private static List<String> bodiesAt(String subscription) {
        return HOOK.notifications("/" + subscription).stream()
                .map(HookServer.Post::body)
                .toList();
    }

    @ParameterizedTest
    @EnumSource(names = {"CORE", "QPID_JMS", "OPENWIRE"})
    void pushesWhatThePolicyAcceptsAndNothingElse(Client client) throws Exception {
        // Given
        confirm("big");
        long audited = BROKER.messageCount("audit");
        // When
        Publishers.publish(BROKER, client, "images", "small by " + client, Map.of("size", 10));
        Publishers.publish(BROKER, client, "images", "big by " + client, Map.of("size", 1000));
        // Then
        await().until(() -> bodiesAt("big").contains("big by " + client));
        assertThat(bodiesAt("big")).doesNotContain("small by " + client);
        assertThat(BROKER.messageCount("audit") - audited).isEqualTo(2);
    }

    @Test
    void pushesTheEnvelopeOfSnsWhereTheSubscriptionAsksForIt() throws Exception {
        // Given
        confirm("signed");
        // When
        Publishers.publish(BROKER, Client.CORE, "images", "a \"text\"", Map.of("form", "envelope"));
        // Then
        await().until(() -> !bodiesAt("signed").isEmpty());
        JsonNode envelope = new ObjectMapper().readTree(bodiesAt("signed").get(0));
        assertThat(envelope.get("Type").asText()).isEqualTo("Notification");
        assertThat(envelope.get("Message").asText()).isEqualTo("a \"text\"");
        assertThat(envelope.at("/MessageAttributes/form/Value").asText()).isEqualTo("envelope");
        assertThat(envelope.get("Signature").asText()).isNotEmpty();
    }

    @Test
    void movesWhatTheEndpointDoesNotWantToTheDeadLetterQueueOfTheSubscription() throws Exception {
        // Given
        confirm("failing");
        HOOK.answerWith(post -> post.path().equals("/failing") ? GONE : OK);
        // When
        Publishers.publish(BROKER, Client.CORE, "images", "unwanted", Map.of("form", "unwanted"));
        // Then
        await().until(() -> BROKER.messageCount("unwanted") == 1);
        assertThat(BROKER.messageCount("sluice.endpoint.images:failing")).isZero();
    }

    @Test
    void anEndpointThatDiesHoldsNobodyUpAndGetsWhatWasPublishedMeanwhile() throws Exception {
        // Given
        confirm("dying");
        AtomicBoolean alive = new AtomicBoolean();
        List<String> taken = new CopyOnWriteArrayList<>();
        HOOK.answerWith(post -> {
            boolean takes = alive.get() || !post.path().equals("/dying");
            if (takes && post.path().equals("/dying")) {
                taken.add(post.body());
            }
            return takes ? OK : UNAVAILABLE;
        });
        long audited = BROKER.messageCount("audit");
        List<String> published =
                IntStream.range(0, 40).mapToObj(number -> "patient " + number).toList();
        // When
        published.forEach(
                body -> Publishers.publish(BROKER, Client.QPID_JMS, "images", body, Map.of("form", "patient")));
        await().until(() -> HOOK.notifications("/dying").size() >= 5);
        long auditedMeanwhile = BROKER.messageCount("audit") - audited;
        alive.set(true);
        // Then
        assertThat(auditedMeanwhile).isEqualTo(published.size());
        await().atMost(Duration.ofSeconds(30)).until(() -> taken.size() >= published.size());
        await().until(() -> BROKER.messageCount("sluice.endpoint.images:dying") == 0);
        assertThat(taken).containsExactlyInAnyOrderElementsOf(published);
    }
}
