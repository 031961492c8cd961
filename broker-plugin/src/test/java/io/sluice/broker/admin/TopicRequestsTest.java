package io.sluice.broker.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.admin.TopicAdministration.Right;
import io.sluice.broker.fanout.SubscriptionSettings;
import io.sluice.broker.fanout.TopicDeduplicationScope;
import io.sluice.broker.fanout.TopicSettings;
import io.sluice.broker.fanout.filter.FilterPolicy;
import io.sluice.broker.fanout.filter.FilterPolicyScope;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TopicRequestsTest {

    private final RememberedTopics topics = new RememberedTopics();

    @BeforeEach
    void createTopics() {
        perform("CreateTopic", "Name", "t");
        perform(
                "CreateTopic",
                "Name",
                "t.fifo",
                "ContentBasedDeduplication",
                "true",
                "FifoThroughputScope",
                "MessageGroup");
    }

    private ControlReply perform(String action, String... fields) {
        Map<String, String> map = new HashMap<>();
        for (int i = 0; i < fields.length; i += 2) {
            map.put(fields[i], fields[i + 1]);
        }
        return TopicRequests.perform(topics, new ControlRequest(action, map));
    }

    private SubscriptionSettings subscription(String topic, String name) {
        SubscriptionSettings found =
                topics.topic(topic).orElseThrow().subscriptions().get(name);
        assertThat(found).as(name).isNotNull();
        return found;
    }

    private static void assertRefused(ControlReply reply, String code, String text) {
        assertThat(reply.status()).as(reply.toString()).isEqualTo(code);
        assertThat(String.valueOf(reply.body().get("message"))).contains(text);
    }

    @Test
    void aTopicHasTheAttributesThatWereAskedForWhenItWasCreated() {
        assertThat(topics.topic("t.fifo"))
                .contains(new TopicSettings(Map.of(), true, TopicDeduplicationScope.MESSAGE_GROUP));
        assertThat(topics.topic("t")).contains(TopicSettings.DEFAULT);
    }

    @Test
    void aSubscriptionHasTheAttributesThatWereAskedFor() throws Exception {
        // When
        ControlReply reply = perform(
                "Subscribe",
                "TopicArn",
                "arn:aws:sns:eu-west-1:1:t",
                "Protocol",
                "sqs",
                "Endpoint",
                "arn:aws:sqs:eu-west-1:1:q",
                "FilterPolicy",
                "{\"a\":[1]}",
                "FilterPolicyScope",
                "MessageBody",
                "RawMessageDelivery",
                "true",
                "RedrivePolicy",
                "{\"deadLetterTargetArn\": \"arn:aws:sqs:eu-west-1:1:dead\"}");

        // Then
        assertThat(reply.body().get("SubscriptionArn")).isEqualTo("arn:aws:sns:local:000000000000:t:name1");
        assertThat(subscription("t", "name1"))
                .isEqualTo(new SubscriptionSettings(
                        Optional.of("q"),
                        Optional.empty(),
                        true,
                        Optional.of(FilterPolicy.parse("{\"a\":[1]}", FilterPolicyScope.MESSAGE_BODY)),
                        Optional.empty(),
                        Optional.of("dead")));
    }

    @Test
    void anEmptyAttributeGoesBackToItsDefault() {
        // Given
        perform("Subscribe", "TopicArn", "t", "SubscriptionName", "s", "FilterPolicy", "{\"a\":[1]}");
        perform(
                "SetSubscriptionAttributes",
                "SubscriptionArn",
                "t:s",
                "AttributeName",
                "RedrivePolicy",
                "AttributeValue",
                "{\"deadLetterTargetArn\":\"dead\"}");
        Optional<String> deadLetterQueue = subscription("t", "s").deadLetterQueue();

        // When
        perform("SetSubscriptionAttributes", "SubscriptionArn", "t:s", "AttributeName", "RedrivePolicy");
        perform(
                "SetSubscriptionAttributes",
                "SubscriptionArn",
                "t:s",
                "AttributeName",
                "FilterPolicy",
                "AttributeValue",
                "{}");

        // Then
        assertThat(deadLetterQueue).contains("dead");
        assertThat(subscription("t", "s")).isEqualTo(SubscriptionSettings.DEFAULT);
    }

    @Test
    void aChangedScopeKeepsThePolicy() {
        // Given
        perform("Subscribe", "TopicArn", "t", "SubscriptionName", "s", "FilterPolicy", "{\"a\":[1]}");

        // When
        perform(
                "SetSubscriptionAttributes",
                "SubscriptionArn",
                "t:s",
                "AttributeName",
                "FilterPolicyScope",
                "AttributeValue",
                "MessageBody");

        // Then
        FilterPolicy policy = subscription("t", "s").filterPolicy().orElseThrow();
        assertThat(policy.scope()).isEqualTo(FilterPolicyScope.MESSAGE_BODY);
        assertThat(policy.json()).isEqualTo("{\"a\":[1]}");
    }

    @Test
    void fifoQueuesAndTopicsFitTogetherOrAreRefused() {
        assertThat(perform("Subscribe", "TopicArn", "t.fifo", "Protocol", "sqs", "Endpoint", "q.fifo")
                        .status())
                .isEqualTo("200");
        assertThat(perform("Subscribe", "TopicArn", "t.fifo", "Protocol", "sqs", "Endpoint", "q")
                        .status())
                .isEqualTo("200");
        assertRefused(
                perform("Subscribe", "TopicArn", "t", "Protocol", "sqs", "Endpoint", "q.fifo"),
                "InvalidParameter",
                "FIFO SQS Queues can not be subscribed to standard SNS topics");
        assertRefused(
                perform("Subscribe", "TopicArn", "t.fifo", "Protocol", "sqs", "Endpoint", "plain.fifo"),
                "InvalidParameter",
                "keeps no order");
        assertRefused(
                perform(
                        "Subscribe",
                        "TopicArn",
                        "t.fifo",
                        "SubscriptionName",
                        "s",
                        "RedrivePolicy",
                        "{\"deadLetterTargetArn\":\"dead\"}"),
                "InvalidParameter",
                "must use a FIFO queue as DLQ for a FIFO Subscription to a FIFO Topic.");
    }

    @Test
    void whatTheFileNamesStaysAsItIs() {
        // Given
        TopicSettings before = topics.topic("of-file").orElseThrow();

        // When, Then
        assertRefused(perform("DeleteTopic", "TopicArn", "of-file"), "InvalidParameter", "sluice.yaml");
        assertRefused(perform("Unsubscribe", "SubscriptionArn", "of-file:fixed"), "InvalidParameter", "sluice.yaml");
        assertRefused(
                perform(
                        "SetSubscriptionAttributes",
                        "SubscriptionArn",
                        "of-file:fixed",
                        "AttributeName",
                        "FilterPolicy",
                        "AttributeValue",
                        "{\"a\":[1]}"),
                "InvalidParameter",
                "sluice.yaml");
        assertThat(perform("CreateTopic", "Name", "of-file").status()).isEqualTo("200");
        assertThat(topics.topic("of-file")).contains(before);
    }

    @ParameterizedTest
    @EnumSource(Right.class)
    void whoHasNoRightIsRefusedAndChangesNothing(Right right) {
        // Given
        perform("Subscribe", "TopicArn", "t", "SubscriptionName", "s");
        var before = topics.registry.inForce();
        topics.denied.add(right);

        // When
        Map<Right, ControlReply> replies = Map.of(
                Right.CREATE, perform("CreateTopic", "Name", "t"),
                Right.DELETE, perform("DeleteTopic", "TopicArn", "missing"),
                Right.SUBSCRIBE, perform("Unsubscribe", "SubscriptionArn", "t:missing"));

        // Then
        replies.forEach((needed, reply) ->
                assertThat(reply.status()).isEqualTo(needed == right ? "AuthorizationError" : "200"));
        assertThat(topics.registry.inForce()).isEqualTo(before);
    }

    @Test
    void aQueueThatTheCallerMayNotSendToIsRefused() {
        // Given
        topics.closedQueues.add("q");
        topics.closedQueues.add("dead");

        // When, Then
        assertRefused(
                perform("Subscribe", "TopicArn", "t", "Protocol", "sqs", "Endpoint", "q"),
                "AuthorizationError",
                "may not send to queue q");
        assertRefused(
                perform(
                        "Subscribe",
                        "TopicArn",
                        "t",
                        "SubscriptionName",
                        "s",
                        "RedrivePolicy",
                        "{\"deadLetterTargetArn\":\"dead\"}"),
                "InvalidParameter",
                "may not send to queue dead");
    }

    @Test
    void aListHasAHundredSubscriptionsAtATime() {
        // Given
        IntStream.range(0, 205).forEach(i -> topics.subscribe("t", "s" + i, SubscriptionSettings.DEFAULT));

        // When
        ControlReply first = perform("ListSubscriptionsByTopic", "TopicArn", "t");
        ControlReply last = perform("ListSubscriptionsByTopic", "TopicArn", "t", "NextToken", "200");

        // Then
        assertThat((Iterable<?>) first.body().get("Subscriptions")).hasSize(100);
        assertThat(first.body().get("NextToken")).isEqualTo("100");
        assertThat((Iterable<?>) last.body().get("Subscriptions")).hasSize(5);
        assertThat(last.body().containsKey("NextToken")).isFalse();
        assertRefused(
                perform("ListSubscriptionsByTopic", "TopicArn", "t", "NextToken", "206"),
                "InvalidParameter",
                "NextToken");
    }

    @ParameterizedTest
    @CsvSource({
        "http, http://a.example/x, http://a.example/x",
        "https, https://a.example/x, https://a.example/x",
        "email, ops@example.com, mailto:ops@example.com",
        "email, mailto:ops@example.com, mailto:ops@example.com",
        "email-json, ops@example.com, email-json:ops@example.com",
        "function, thumbnail, function:thumbnail",
    })
    void anEndpointIsSubscribedWithAQueueOfItsOwn(String protocol, String endpoint, String uri) {
        // When
        ControlReply reply = perform("Subscribe", "TopicArn", "t", "Protocol", protocol, "Endpoint", endpoint);

        // Then
        assertThat(reply.body().get("SubscriptionArn")).isEqualTo("arn:aws:sns:local:000000000000:t:name1");
        assertThat(subscription("t", "name1"))
                .isEqualTo(
                        SubscriptionSettings.to("sluice.endpoint.t:name1").withEndpoint(Optional.of(URI.create(uri))));
        assertThat(String.valueOf(perform("ListSubscriptionsByTopic", "TopicArn", "t")
                        .body()
                        .get("Subscriptions")))
                .contains("Protocol=" + protocol, "Endpoint=" + endpoint.replace("mailto:", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "t | pigeon | loft | Amazon SNS does not support this protocol string: pigeon",
                "t | http | https://a.example | Endpoint must match the specified protocol",
                "t | https | a.example | Endpoint must match the specified protocol",
                "t | https | https://forbidden.example | Endpoint Reason: is not allowed",
                "t.fifo | https | https://a.example | a FIFO topic delivers to queues only",
            })
    void anEndpointThatCannotBePushedToIsRefused(String topic, String protocol, String endpoint, String reason) {
        assertRefused(
                perform("Subscribe", "TopicArn", topic, "Protocol", protocol, "Endpoint", endpoint),
                "InvalidParameter",
                "Invalid parameter: " + (reason.startsWith("a FIFO") ? "Protocol Reason: " : "") + reason);
    }

    @Test
    void theArnOfAnEndpointThatHasNotConfirmedIsShownToWhoAsksForItAndItsOwnerIsAskedAgain() {
        // Given
        topics.pending.add("t:s");

        // When
        ControlReply hidden = perform(
                "Subscribe",
                "TopicArn",
                "t",
                "Protocol",
                "http",
                "Endpoint",
                "http://a.example",
                "SubscriptionName",
                "s");
        ControlReply shown = perform(
                "Subscribe",
                "TopicArn",
                "t",
                "Protocol",
                "http",
                "Endpoint",
                "http://a.example",
                "ReturnSubscriptionArn",
                "true");

        // Then
        assertThat(hidden.body().get("SubscriptionArn")).isEqualTo("pending confirmation");
        assertThat(shown.body().get("SubscriptionArn")).isEqualTo("arn:aws:sns:local:000000000000:t:s");
        assertThat(topics.asked).containsExactly("t:s");
    }

    @Test
    void formAndDeliveryPolicyAreAttributesOfASubscription() {
        // Given
        perform(
                "Subscribe",
                "TopicArn",
                "t",
                "Protocol",
                "http",
                "Endpoint",
                "http://a.example",
                "SubscriptionName",
                "s",
                "RawMessageDelivery",
                "false",
                "DeliveryPolicy",
                "{\"healthyRetryPolicy\":{\"numRetries\":7}}");
        SubscriptionSettings before = subscription("t", "s");

        // When
        set("t:s", "RawMessageDelivery", "true");
        set("t:s", "DeliveryPolicy", "");

        // Then
        assertThat(before.isRaw()).isFalse();
        assertThat(before.deliveryPolicy().orElseThrow()).contains("\"numRetries\":7,");
        assertThat(subscription("t", "s").isRaw()).isTrue();
        assertThat(subscription("t", "s").deliveryPolicy()).isEmpty();
        assertRefused(set("t:s", "RawMessageDelivery", "yes"), "InvalidParameter", "Must be true or false.");
        assertRefused(
                set("t:s", "DeliveryPolicy", "{\"healthyRetryPolicy\":{\"numRetries\":101}}"),
                "InvalidParameter",
                "DeliveryPolicy: numRetries is 101; allowed is 0 to 100");
        perform("Subscribe", "TopicArn", "t", "Protocol", "sqs", "Endpoint", "q", "SubscriptionName", "queue");
        assertRefused(
                set("t:queue", "DeliveryPolicy", "{\"healthyRetryPolicy\":{}}"),
                "InvalidParameter",
                "DeliveryPolicy: a queue");
        perform("Subscribe", "TopicArn", "t", "Protocol", "email", "Endpoint", "a@b.c", "SubscriptionName", "mail");
        assertRefused(
                set("t:mail", "RawMessageDelivery", "true"),
                "InvalidParameter",
                "Delivery protocol [email] does not support raw message delivery.");
    }

    private ControlReply set(String arn, String name, String value) {
        return perform(
                "SetSubscriptionAttributes", "SubscriptionArn", arn, "AttributeName", name, "AttributeValue", value);
    }

    @Test
    void theTopicsThatTheCallerMaySubscribeToAreListedByName() {
        // Given
        perform("Subscribe", "TopicArn", "t", "SubscriptionName", "s");

        // When
        Object listed = perform("ListTopics").body().get("Topics");
        topics.denied.add(Right.SUBSCRIBE);
        Object nothing = perform("ListTopics").body().get("Topics");

        // Then
        assertThat(String.valueOf(listed))
                .isEqualTo("[{TopicArn=arn:aws:sns:local:000000000000:of-file, definedIn=sluice.yaml, subscriptions=1},"
                        + " {TopicArn=arn:aws:sns:local:000000000000:t, definedIn=request, subscriptions=1},"
                        + " {TopicArn=arn:aws:sns:local:000000000000:t.fifo, definedIn=request, subscriptions=0}]");
        assertThat((Iterable<?>) nothing).isEmpty();
    }

    @Test
    void aSubscriptionIsShownWithAllItsAttributes() {
        // Given
        perform("Subscribe", "TopicArn", "t", "Protocol", "sqs", "Endpoint", "q", "SubscriptionName", "s");
        set("t:s", "FilterPolicy", "{\"a\":[1]}");

        // When
        Map<String, ?> shown =
                perform("GetSubscriptionAttributes", "SubscriptionArn", "t:s").body();

        // Then
        assertThat(shown.get("Attributes"))
                .isEqualTo(Map.of(
                        "SubscriptionArn",
                        "arn:aws:sns:local:000000000000:t:s",
                        "TopicArn",
                        "arn:aws:sns:local:000000000000:t",
                        "Protocol",
                        "sqs",
                        "Endpoint",
                        "q",
                        "PendingConfirmation",
                        "false",
                        "FilterPolicy",
                        "{\"a\":[1]}",
                        "FilterPolicyScope",
                        "MessageAttributes",
                        "RawMessageDelivery",
                        "true"));
        assertThat(shown.get("definedIn")).isEqualTo("request");
        assertThat(String.valueOf(shown.get("counts"))).startsWith("{published=0, matched=0,");
    }

    @Test
    void aSubscriptionIsShownOnlyIfItIsThereAndTheCallerMaySeeIt() {
        // When
        ControlReply unknown = perform("GetSubscriptionAttributes", "SubscriptionArn", "t:unknown");
        ControlReply elsewhere = perform("GetSubscriptionAttributes", "SubscriptionArn", "unknown:s");
        ControlReply unnamed = perform("GetSubscriptionAttributes");
        topics.denied.add(Right.SUBSCRIBE);
        ControlReply denied = perform("GetSubscriptionAttributes", "SubscriptionArn", "of-file:fixed");

        // Then
        assertRefused(unknown, "NotFound", "Subscription does not exist");
        assertRefused(elsewhere, "NotFound", "Subscription does not exist");
        assertRefused(unnamed, "InvalidParameter", "SubscriptionArn");
        assertRefused(denied, "AuthorizationError", "see subscriptions to");
    }
}
