package io.sluice.broker.fanout.envelope;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Names of topics and subscriptions as receivers of SNS messages expect them. The account and the region are made up: a broker
 * has neither, but receivers take such a name apart.
 */
public final class SnsNames {

    private static final String PREFIX = "arn:aws:sns:local:000000000000:";

    private SnsNames() {}

    /** {@code arn:aws:sns:local:000000000000:order-events}. */
    public static String topicArn(String topic) {
        return PREFIX + topic;
    }

    /** The ARN of the topic and a UUID that is always the same for a subscription of this name. */
    public static String subscriptionArn(String topic, String subscription) {
        byte[] name = (topic + "/" + subscription).getBytes(StandardCharsets.UTF_8);
        return topicArn(topic) + ":" + UUID.nameUUIDFromBytes(name);
    }
}
