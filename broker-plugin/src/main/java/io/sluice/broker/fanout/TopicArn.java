package io.sluice.broker.fanout;

import java.util.Optional;

/**
 * Names of topics and subscriptions as SNS writes them: {@code arn:aws:sns:local:000000000000:order-events}, and for a
 * subscription {@code :fraud} behind it. Requests may as well write the bare name of a topic, and
 * {@code order-events:fraud}.
 */
public final class TopicArn {

    private static final String PREFIX = "arn:aws:sns:local:000000000000:";
    private static final int PARTS_OF_TOPIC = 6;

    private TopicArn() {}

    /** The name of one subscription. */
    public record SubscriptionName(String topic, String subscription) {}

    public static String of(String topic) {
        return PREFIX + topic;
    }

    public static String of(String topic, String subscription) {
        return PREFIX + topic + ":" + subscription;
    }

    /** The topic of this name; empty if it is neither a name nor an ARN of a topic. */
    public static Optional<String> topic(String text) {
        if (text.indexOf(':') < 0) {
            return Optional.of(text);
        }
        String[] parts = text.split(":", -1);
        return text.startsWith("arn:") && parts.length == PARTS_OF_TOPIC
                ? Optional.of(parts[PARTS_OF_TOPIC - 1])
                : Optional.empty();
    }

    /** The subscription of this name; empty if it is no name of one. */
    public static Optional<SubscriptionName> subscription(String text) {
        String[] parts = text.split(":", -1);
        boolean isArn = text.startsWith("arn:") && parts.length == PARTS_OF_TOPIC + 1;
        return isArn || parts.length == 2
                ? Optional.of(new SubscriptionName(parts[parts.length - 2], parts[parts.length - 1]))
                : Optional.empty();
    }

    /** The queue that an endpoint names, by its name or an ARN of SQS. */
    public static String queue(String endpoint) {
        return endpoint.startsWith("arn:") ? endpoint.substring(endpoint.lastIndexOf(':') + 1) : endpoint;
    }

    /** How many parts a text has that should be an ARN. */
    public static int parts(String text) {
        return text.split(":", -1).length;
    }
}
