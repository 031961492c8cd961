package io.sluice.broker.artemis.binding;

/**
 * Topics in the broker's management. The caller is an operator whom management has let in, so the rights of addresses are not
 * checked. Each operation answers with the JSON of the reply to the control request of the same name, and throws with the
 * error code and a sentence if the request is refused. A parameter that is empty or null is left out.
 */
public interface TopicControlMBean {

    /**
     * Creates a topic.
     *
     * @param contentBasedDeduplication only for FIFO topics
     * @param fifoThroughputScope only for FIFO topics: {@code Topic} or {@code MessageGroup}
     */
    String createTopic(String name, boolean contentBasedDeduplication, String fifoThroughputScope);

    /** Deletes a topic with its subscriptions. */
    String deleteTopic(String topic);

    /** The topics, at most 100. @param nextToken of the answer before */
    String listTopics(String nextToken);

    /**
     * Subscribes a queue or an endpoint.
     *
     * @param protocol {@code sqs} for a queue
     * @param subscriptionName empty for a random one
     * @param attributes a JSON object with texts by the names of SNS, such as {@code {"RawMessageDelivery":"false"}}
     */
    String subscribe(String topic, String protocol, String endpoint, String subscriptionName, String attributes);

    /** Ends a subscription. @param subscription its ARN, or {@code topic:name} */
    String unsubscribe(String subscription);

    /** Changes one attribute of a subscription. */
    String setSubscriptionAttributes(String subscription, String attributeName, String attributeValue);

    /** One subscription, with its attributes and what it has counted. @param subscription its ARN, or {@code topic:name} */
    String getSubscriptionAttributes(String subscription);

    /** The subscriptions of a topic, at most 100. @param nextToken of the answer before */
    String listSubscriptionsByTopic(String topic, String nextToken);
}
