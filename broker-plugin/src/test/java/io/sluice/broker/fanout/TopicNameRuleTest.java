package io.sluice.broker.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicNameRuleTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"a", "order-events", "A_9", "orders.fifo", "shop.orders", "Aufträge", "x/y", "sluice", "activemq"
            })
    void aTopicMayHaveTheseNames(String name) {
        assertThat(TopicNameRule.violationBy(name)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a b",
                "a:b",
                "a,b",
                "a*",
                "a.#",
                "\u0000",
                "sluice.x",
                "activemq.x",
                "ActiveMQ.x",
                "$sys"
            })
    void aTopicMayNotHaveThese(String name) {
        assertThat(TopicNameRule.violationBy(name)).isPresent();
    }

    @Test
    void aTopicsNameHasAtMost200Characters() {
        assertThat(TopicNameRule.violationBy("a".repeat(200))).isEmpty();
        assertThat(TopicNameRule.violationBy("a".repeat(201))).isPresent();
    }

    @Test
    void aSubscriptionsNameHasAtMost100LettersAndDigits() {
        assertThat(TopicNameRule.violationBySubscription("a.B_9-" + "a".repeat(94)))
                .isEmpty();
        assertThat(TopicNameRule.violationBySubscription("a".repeat(101))).isPresent();
        assertThat(TopicNameRule.violationBySubscription("")).isPresent();
        assertThat(TopicNameRule.violationBySubscription("a:b")).isPresent();
    }

    @Test
    void onlyAFifoQueueAtAStandardTopicIsRefused() {
        assertThat(TopicNameRule.refusalOfQueue("t", "q.fifo"))
                .contains("FIFO SQS Queues can not be subscribed to standard SNS topics");
        assertThat(TopicNameRule.refusalOfQueue("t.fifo", "q.fifo")).isEmpty();
        assertThat(TopicNameRule.refusalOfQueue("t.fifo", "q")).isEmpty();
        assertThat(TopicNameRule.refusalOfQueue("t", "q")).isEmpty();
    }

    @Test
    void theDeadLetterQueueIsOfTheKindOfTheTopic() {
        assertThat(TopicNameRule.refusalOfDeadLetterQueue("t.fifo", "d")).isPresent();
        assertThat(TopicNameRule.refusalOfDeadLetterQueue("t", "d.fifo")).isPresent();
        assertThat(TopicNameRule.refusalOfDeadLetterQueue("t.fifo", "d.fifo")).isEmpty();
        assertThat(TopicNameRule.refusalOfDeadLetterQueue("t", "d")).isEmpty();
    }
}
