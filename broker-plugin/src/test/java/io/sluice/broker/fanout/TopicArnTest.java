package io.sluice.broker.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicArnTest {

    @Test
    void whatIsWrittenCanBeRead() {
        assertThat(TopicArn.topic(TopicArn.of("orders.fifo"))).contains("orders.fifo");
        assertThat(TopicArn.subscription(TopicArn.of("orders", "fraud")))
                .contains(new TopicArn.SubscriptionName("orders", "fraud"));
    }

    @Test
    void bareNamesAreNamesToo() {
        assertThat(TopicArn.topic("orders")).contains("orders");
        assertThat(TopicArn.subscription("orders:fraud")).contains(new TopicArn.SubscriptionName("orders", "fraud"));
        assertThat(TopicArn.queue("invoices")).isEqualTo("invoices");
        assertThat(TopicArn.queue("arn:aws:sqs:eu-west-1:123456789012:invoices"))
                .isEqualTo("invoices");
    }

    @ParameterizedTest
    @ValueSource(strings = {"arn:aws:sns:orders", "a:b", "arn:aws:sns:eu-west-1:123456789012:orders:fraud"})
    void anotherTextNamesNoTopic(String text) {
        assertThat(TopicArn.topic(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders", "arn:aws:sns:eu-west-1:123456789012:orders", "a:b:c"})
    void anotherTextNamesNoSubscription(String text) {
        assertThat(TopicArn.subscription(text)).isEmpty();
    }
}
