package io.sluice.broker.delivery;

import java.net.URI;
import java.util.Optional;

/**
 * A subscription that pushes to an endpoint.
 *
 * @param topic name of the topic
 * @param name of the subscription, unique within its topic
 * @param endpoint where to; the scheme says of which kind it is
 * @param isRaw whether it gets messages as they were published instead of the SNS envelope
 * @param policy empty for the default of the kind of endpoint
 * @param deadLetterQueue takes what cannot be delivered; empty if that is dropped
 * @param queue the durable queue from which the messages are delivered
 */
public record EndpointSubscription(
        String topic,
        String name,
        URI endpoint,
        boolean isRaw,
        Optional<DeliveryPolicy> policy,
        Optional<String> deadLetterQueue,
        String queue) {

    /** The same with another dead-letter queue. */
    public EndpointSubscription withDeadLetterQueue(Optional<String> other) {
        return new EndpointSubscription(topic, name, endpoint, isRaw, policy, other, queue);
    }

    /** As it is called in messages and stored state: {@code topic:name}. */
    public String label() {
        return topic + ":" + name;
    }

    /** The queue of a subscription whose messages are pushed; no application and no configuration can name it. */
    public static String queueOf(String topic, String name) {
        return "sluice.endpoint." + topic + ":" + name;
    }
}
