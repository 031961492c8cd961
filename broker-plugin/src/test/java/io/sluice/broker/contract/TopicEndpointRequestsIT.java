package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.HookServer;
import io.sluice.broker.fixture.Publishers;
import io.sluice.broker.fixture.WorkerKind.Client;
import jakarta.jms.JMSException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Endpoints that applications subscribe by requests. */
class TopicEndpointRequestsIT {

    private static final HookServer HOOK = new HookServer();

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            endpoints: { allow: ["%s"] }
            """.formatted(HOOK.url()));

    private final String topic = "t" + UUID.randomUUID();
    private final String path = "/" + topic;

    @AfterAll
    static void closeTheHook() {
        HOOK.close();
    }

    @BeforeEach
    void createTopic() {
        done("CreateTopic", Map.of("Name", topic));
    }

    private static ControlClient.Reply ask(String action, Map<String, ?> fields) {
        try (ControlClient control = new ControlClient(BROKER, Client.QPID_JMS)) {
            return control.ask(action, fields);
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String done(String action, Map<String, ?> fields) {
        ControlClient.Reply reply = ask(action, fields);
        assertThat(reply.status()).as(reply.body()).isEqualTo("200");
        return reply.body();
    }

    private String subscribe(String... more) {
        Map<String, String> fields = new HashMap<>(Map.of(
                "TopicArn", topic, "Protocol", "http", "Endpoint", HOOK.url() + path, "SubscriptionName", "hook"));
        for (int i = 0; i < more.length; i += 2) {
            fields.put(more[i], more[i + 1]);
        }
        return done("Subscribe", fields);
    }

    /** The owner sends back the token of the last request of this type. */
    private void confirm(String type) throws Exception {
        JsonNode request = last(type);
        done(
                "ConfirmSubscription",
                Map.of(
                        "TopicArn", request.get("TopicArn").asText(),
                        "Token", request.get("Token").asText()));
    }

    private JsonNode last(String type) throws Exception {
        await().until(() -> !posts(type).isEmpty());
        List<HookServer.Post> posts = posts(type);
        return new ObjectMapper().readTree(posts.get(posts.size() - 1).body());
    }

    private List<HookServer.Post> posts(String type) {
        return HOOK.posts(path).stream()
                .filter(post -> post.header("x-amz-sns-message-type").equals(type))
                .toList();
    }

    private List<String> notifications() {
        return HOOK.notifications(path).stream().map(HookServer.Post::body).toList();
    }

    private void publish(String body) {
        Publishers.publish(BROKER, Client.CORE, topic, body, Map.of("kind", body));
    }

    @Test
    void anEndpointIsAskedAndGetsWhatThePolicyAcceptsInTheFormThatWasAskedForAlsoAfterARestart() throws Exception {
        // Given
        String subscribed = subscribe(
                "RawMessageDelivery",
                "false",
                "FilterPolicy",
                "{\"kind\":[{\"prefix\":\"good\"}]}",
                "DeliveryPolicy",
                "{\"healthyRetryPolicy\":{\"numRetries\":7}}");
        publish("good, early");
        String pending = done("ListSubscriptionsByTopic", Map.of("TopicArn", topic));

        // When
        confirm("SubscriptionConfirmation");
        await().until(() -> notifications().size() == 1);
        BROKER.restart();
        publish("bad");
        publish("good, late");

        // Then
        await().until(() -> notifications().size() == 2);
        assertThat(notifications().get(0)).contains("\"Message\":\"good, early\"", "\"Signature\"");
        assertThat(notifications().get(1)).contains("\"Message\":\"good, late\"");
        assertThat(subscribed).contains("\"SubscriptionArn\":\"pending confirmation\"");
        assertThat(pending).contains("\"pendingConfirmation\":true");
        assertThat(done("ListSubscriptionsByTopic", Map.of("TopicArn", topic)))
                .contains(
                        "\"Protocol\":\"http\",\"Endpoint\":\"" + HOOK.url() + path + "\"",
                        "\"pendingConfirmation\":false",
                        "\"RawMessageDelivery\":\"false\"",
                        "\\\"numRetries\\\":7");
        assertThat(posts("SubscriptionConfirmation")).hasSize(1);
    }

    @Test
    void theFormChangesLive() throws Exception {
        // Given
        subscribe();
        confirm("SubscriptionConfirmation");
        publish("raw");
        await().until(() -> notifications().equals(List.of("raw")));

        // When
        done(
                "SetSubscriptionAttributes",
                Map.of(
                        "SubscriptionArn", topic + ":hook",
                        "AttributeName", "RawMessageDelivery",
                        "AttributeValue", "false"));
        publish("wrapped");

        // Then
        await().until(() -> notifications().size() == 2);
        assertThat(notifications().get(1)).contains("\"Message\":\"wrapped\"");
    }

    @Test
    void whoUnsubscribesAnEndpointTellsItsOwnerWhoCanUndoThat() throws Exception {
        // Given
        subscribe();
        confirm("SubscriptionConfirmation");
        String queue = "sluice.endpoint." + topic + ":hook";

        // When
        done("Unsubscribe", Map.of("SubscriptionArn", topic + ":hook"));
        publish("while it was away");
        JsonNode farewell = last("UnsubscribeConfirmation");
        boolean isQueueGone = BROKER.server().locateQueue(queue) == null;
        BROKER.restart();
        confirm("UnsubscribeConfirmation");
        publish("again");

        // Then
        await().until(() -> notifications().equals(List.of("again")));
        assertThat(isQueueGone).isTrue();
        assertThat(farewell.get("Message").asText()).startsWith("You have chosen to deactivate subscription");
        assertThat(posts("UnsubscribeConfirmation").get(0).header("x-amz-sns-subscription-arn"))
                .isEqualTo("arn:aws:sns:local:000000000000:" + topic + ":hook");
        assertThat(ask(
                                "ConfirmSubscription",
                                Map.of(
                                        "TopicArn",
                                        farewell.get("TopicArn").asText(),
                                        "Token",
                                        farewell.get("Token").asText() + "0"))
                        .status())
                .isNotEqualTo("200");
    }

    @Test
    void whatTheAllowListLacksIsRefused() {
        // When
        ControlClient.Reply reply =
                ask("Subscribe", Map.of("TopicArn", topic, "Protocol", "http", "Endpoint", "http://127.0.0.1:1/admin"));

        // Then
        assertThat(reply.status()).isEqualTo("InvalidParameter");
        assertThat(reply.body()).contains("http://127.0.0.1:1/admin is not among endpoints.allow of sluice.yaml");
    }
}
