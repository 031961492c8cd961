package io.sluice.broker.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.admin.TopicAdministration.Right;
import io.sluice.broker.fanout.SubscriptionSettings;
import io.sluice.broker.fanout.TopicDeduplicationScope;
import io.sluice.broker.fanout.TopicSettings;
import io.sluice.broker.fanout.filter.FilterPolicy;
import io.sluice.broker.fanout.filter.FilterPolicyScope;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
        ControlRequest request = new ControlRequest(action, map);
        return switch (action) {
            case CreateTopic.ACTION -> new CreateTopic(topics).perform(request);
            case DeleteTopic.ACTION -> new DeleteTopic(topics).perform(request);
            case Subscribe.ACTION -> new Subscribe(topics).perform(request);
            case Unsubscribe.ACTION -> new Unsubscribe(topics).perform(request);
            case SetSubscriptionAttributes.ACTION -> new SetSubscriptionAttributes(topics).perform(request);
            case ListSubscriptionsByTopic.ACTION -> new ListSubscriptionsByTopic(topics).perform(request);
            default -> throw new IllegalArgumentException(action);
        };
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
                        Optional.of(FilterPolicy.parse("{\"a\":[1]}", FilterPolicyScope.MESSAGE_BODY)),
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
}
