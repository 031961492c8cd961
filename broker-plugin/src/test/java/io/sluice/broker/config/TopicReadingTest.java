package io.sluice.broker.config;

import static io.sluice.broker.config.Documents.errorsOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.fanout.SubscriptionSettings;
import io.sluice.broker.fanout.TopicDeduplicationScope;
import io.sluice.broker.fanout.TopicSettings;
import io.sluice.broker.fanout.filter.FilterPolicy;
import io.sluice.broker.fanout.filter.FilterPolicyScope;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicReadingTest {

    private static TopicSettings topic(String name, String text) {
        return Documents.read(text).topics().topic(name).orElseThrow();
    }

    private static SubscriptionSettings subscription(String keys) {
        return topic("t", "topics: { t: { subscriptions: { s: { " + keys + " } } } }")
                .subscriptions()
                .get("s");
    }

    private static String policy(String keys) {
        return subscription(keys).filterPolicy().map(FilterPolicy::json).orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "topics:",
                "topics: {}",
                "topics: { t: }",
                "topics: { t: {} }",
                "topics: { t: { subscriptions: } }"
            })
    void whatIsLeftOutHasItsDefault(String text) {
        assertThat(Documents.read(text).topics().topics().values()).allMatch(TopicSettings.DEFAULT::equals);
        assertThat(subscription("")).isEqualTo(SubscriptionSettings.DEFAULT);
    }

    @Test
    void eachKeyIsRead() throws Exception {
        // When
        TopicSettings topic = topic("orders.fifo", """
                queues: { fraud.fifo: {}, dead.fifo: {} }
                topics:
                  orders.fifo:
                    contentBasedDeduplication: true
                    deduplicationScope: messageGroup
                    subscriptions:
                      fraud:
                        queue: fraud.fifo
                        filterPolicyScope: MessageBody
                        filterPolicy: { amount: [ { numeric: [ ">", 1000 ] } ] }
                        rawMessageDelivery: true
                        redrivePolicy: { deadLetterQueue: dead.fifo }
                      audit: { queue: standard }
                """);

        // Then
        assertThat(topic.contentBasedDeduplication()).isTrue();
        assertThat(topic.deduplicationScope()).isEqualTo(TopicDeduplicationScope.MESSAGE_GROUP);
        assertThat(topic.subscriptions()).containsOnlyKeys("fraud", "audit");
        assertThat(topic.subscriptions().get("fraud"))
                .isEqualTo(new SubscriptionSettings(
                        Optional.of("fraud.fifo"),
                        Optional.empty(),
                        true,
                        Optional.of(FilterPolicy.parse(
                                "{\"amount\":[{\"numeric\":[\">\",1000]}]}", FilterPolicyScope.MESSAGE_BODY)),
                        Optional.empty(),
                        Optional.of("dead.fifo")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a: [x, 'x', \"x\", 'true', '1'] | {\"a\":[\"x\",\"x\",\"x\",\"true\",\"1\"]}",
                "a: [1, -2, 0x10, 0o10, 1.5, 1e2, +3] | {\"a\":[1,-2,16,8,1.5,1E+2,3]}",
                "a: [true, false, null, ~] | {\"a\":[true,false,null,null]}",
                "a: [{ exists: false }] | {\"a\":[{\"exists\":false}]}",
            })
    void aPolicyInYamlMeansWhatItMeansInJson(String yaml, String json) {
        assertThat(policy("filterPolicy: { " + yaml + " }")).isEqualTo(json);
    }

    @Test
    void aPolicyMayBeATextThatIsJson() {
        assertThat(policy("filterPolicy: '{\"a\": [ \"x\" ]}'")).isEqualTo("{\"a\":[\"x\"]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "t: { subscription: {} } | t.subscription is not a known key; did you mean subscriptions?",
                "t: { subscriptions: { s: { queu: q } } } | t.subscriptions.s.queu is not a known key; did you mean queue?",
                "t: { subscriptions: { s: { queue: 'a.*' } } } | t.subscriptions.s.queue is a.*; allowed is the name of a queue",
                "t: { subscriptions: { s: { queue: } } } | t.subscriptions.s.queue has no value; allowed is the name of a queue",
                "t: { subscriptions: { s: { filterPolicyScope: Body } } } | t.subscriptions.s.filterPolicyScope is Body; allowed is MessageAttributes or MessageBody",
                "t: { subscriptions: { s: { filterPolicy: { a: [] } } } } | t.subscriptions.s.filterPolicy is refused. FilterPolicy: Empty arrays are not allowed",
                "t: { subscriptions: { s: { filterPolicy: { a: [.inf] } } } } | t.subscriptions.s.filterPolicy holds .inf, which is no number of JSON",
                "t: { subscriptions: { s: { filterPolicy: { [a]: [b] } } } } | t.subscriptions.s.filterPolicy has a list or mapping as a key; a key is a single value",
                "t: { subscriptions: { s: { rawMessageDelivery: maybe } } } | t.subscriptions.s.rawMessageDelivery is maybe; allowed is true or false",
                "t: { subscriptions: { s: { endpoint: 'a.example/hook' } } } | t.subscriptions.s.endpoint is a.example/hook; allowed is a URI such as https://audit.example/hook",
                "t: { subscriptions: { s: { endpoint: 'https://a', queue: q } } } | t.subscriptions.s.endpoint stands beside queue; a subscription has one of them",
                "t: { subscriptions: { s: { deliveryPolicy: { numRetries: 1 } } } } | t.subscriptions.s.deliveryPolicy stands without endpoint, to which it belongs",
                "t: { subscriptions: { s: { endpoint: 'https://a', deliveryPolicy: { numRetries: 101 } } } } | t.subscriptions.s.deliveryPolicy.numRetries is 101; allowed is 0 to 100",
                "t.fifo: { subscriptions: { s: { endpoint: 'https://a' } } } | t.fifo.subscriptions.s.endpoint belongs to a FIFO topic, which delivers to queues only",
                "t: { subscriptions: { s: { redrivePolicy: dead } } } | t.subscriptions.s.redrivePolicy must hold the key deadLetterQueue",
                "t: { subscriptions: { s: { redrivePolicy: {} } } } | t.subscriptions.s.redrivePolicy.deadLetterQueue is missing; it is required, and allowed is the name of a queue",
                "t: { subscriptions: { s: { redrivePolicy: { deadLetterQueue: d, maxReceiveCount: 1 } } } } | t.subscriptions.s.redrivePolicy.maxReceiveCount is not a known key; known are deadLetterQueue",
                "t: { subscriptions: { 'a b': {} } } | t.subscriptions.a b is no name of a subscription; allowed are 1 to 100 letters and digits of ASCII, '.', '_' and '-'",
                "t: { contentBasedDeduplication: true } | t.contentBasedDeduplication is a key of FIFO topics; the name of a FIFO topic ends with .fifo",
                "t.fifo: { deduplicationScope: queue } | t.fifo.deduplicationScope is queue; allowed is topic or messageGroup",
                "a b: {} | a b holds white space, a control character, ':', ',', '*' or '#'; the name of a topic may not",
                "a.#: {} | a.# holds white space, a control character, ':', ',', '*' or '#'; the name of a topic may not",
                "sluice.t: {} | sluice.t begins with a prefix that the broker keeps for itself: sluice. or activemq. or $",
                "t: [a] | t must hold keys, each with a value",
                "q: {} | q is the name of a queue of this file, too; a topic needs a name of its own",
                "s: {}, t: { subscriptions: { s: { queue: s } } } | s is the name of a queue of this file, too; a topic needs a name of its own",
            })
    void whatIsWrongIsNamed(String topics, String reason) {
        assertThat(errorsOf("queues: { q: {} }\ntopics: { " + topics + " }"))
                .containsExactly("sluice.yaml:2: topics." + reason);
    }

    @Test
    void aFifoQueueCannotSubscribeToAStandardTopicButAStandardQueueToAFifoTopic() {
        // When
        var errors = errorsOf("""
                queues: { a.fifo: {} }
                topics:
                  standard:
                    subscriptions:
                      s: { queue: a.fifo }
                  ordered.fifo:
                    subscriptions:
                      s: { queue: b }
                """);

        // Then
        assertThat(errors)
                .containsExactly("sluice.yaml:5: topics.standard.subscriptions.s.queue is a.fifo;"
                        + " FIFO SQS Queues can not be subscribed to standard SNS topics");
    }

    @Test
    void aFifoQueueThatSubscribesMustBeConfigured() {
        // When
        var errors = errorsOf("""
                topics:
                  t.fifo:
                    subscriptions:
                      s: { queue: a.fifo }
                """);

        // Then
        assertThat(errors)
                .containsExactly("sluice.yaml:4: topics.t.fifo.subscriptions.s.queue is a.fifo;"
                        + " only a FIFO queue that has an entry under queues keeps its order: add it there");
    }

    @Test
    void theDeadLetterQueueIsOfTheKindOfTheTopic() {
        // When
        var errors = errorsOf("""
                queues: { d.fifo: {} }
                topics:
                  standard:
                    subscriptions:
                      s: { redrivePolicy: { deadLetterQueue: d.fifo } }
                  ordered.fifo:
                    subscriptions:
                      s: { redrivePolicy: { deadLetterQueue: d } }
                """);

        // Then
        assertThat(errors)
                .containsExactly(
                        "sluice.yaml:5: topics.standard.subscriptions.s.redrivePolicy.deadLetterQueue is d.fifo;"
                                + " only a subscription to a FIFO topic may have a FIFO queue as its dead-letter queue",
                        "sluice.yaml:8: topics.ordered.fifo.subscriptions.s.redrivePolicy.deadLetterQueue is d;"
                                + " must use a FIFO queue as DLQ for a FIFO Subscription to a FIFO Topic.");
    }

    @Test
    void anAliasCannotMakeAPolicyEndless() {
        // Given
        StringBuilder text = new StringBuilder("topics: { t: { subscriptions: { s: { filterPolicy: { a: [");
        text.append("&a0 [x, x, x, x, x, x, x, x, x, x]");
        for (int i = 1; i < 9; i++) {
            text.append(", &a")
                    .append(i)
                    .append(" [")
                    .append(("*a" + (i - 1) + ", ").repeat(10))
                    .append("]");
        }
        text.append("] } } } } }");

        // When
        var errors = errorsOf(text.toString());

        // Then
        assertThat(errors).singleElement().asString().contains("is larger than 262144 characters");
    }
}
