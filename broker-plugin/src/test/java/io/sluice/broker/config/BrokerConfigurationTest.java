package io.sluice.broker.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BrokerConfigurationTest {

    @Test
    void describesEachEntryOnOneLineWithAllEffectiveValues() {
        // Given
        BrokerConfiguration configuration = Documents.read("""
                queues:
                  orders:
                    visibilityTimeout: 5400s
                    redrivePolicy: { deadLetterQueue: orders-dlq, maxReceiveCount: 5 }
                  orders-dlq: { retention: 14d, maxInFlightPerConsumer: unlimited }
                """);

        // When
        String description = configuration.describe();

        // Then
        assertThat(description.lines())
                .containsExactly(
                        "configured queues: 2",
                        "  orders      visibilityTimeout=1h30m maxInFlightPerConsumer=auto leaseStart=oldestUnsettled delay=0s"
                                + " retention=4d maximumMessageSize=1MiB deadLetterQueue=orders-dlq maxReceiveCount=5",
                        "  orders-dlq  visibilityTimeout=30s maxInFlightPerConsumer=unlimited leaseStart=oldestUnsettled"
                                + " delay=0s retention=14d maximumMessageSize=1MiB");
    }

    @Test
    void describesEachTopicAndEachOfItsSubscriptionsOnOneLine() {
        // Given
        BrokerConfiguration configuration = Documents.read("""
                topics:
                  events:
                    subscriptions:
                      all: { queue: everything, rawMessageDelivery: false }
                      fraud:
                        filterPolicyScope: MessageBody
                        filterPolicy: { type: [ created ] }
                        redrivePolicy: { deadLetterQueue: dead }
                  silent:
                """);

        // When
        String description = configuration.describe();

        // Then
        assertThat(description.lines())
                .containsExactly(
                        "no queues are configured",
                        "configured topics: 2",
                        "  events  subscriptions=2",
                        "    all  queue=everything rawMessageDelivery=false",
                        "    fraud  filterPolicyScope=MessageBody filterPolicy={\"type\":[\"created\"]}"
                                + " deadLetterQueue=dead",
                        "  silent  subscriptions=0");
    }

    @Test
    void saysSoIfNoQueueIsConfigured() {
        assertThat(Documents.read("").describe()).isEqualTo("no queues are configured");
    }
}
