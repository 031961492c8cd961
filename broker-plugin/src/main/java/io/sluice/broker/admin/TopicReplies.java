package io.sluice.broker.admin;

import io.sluice.broker.fanout.TopicArn;
import java.util.Optional;

/** Refusals in the words of SNS (SEMANTICS 3.9). */
final class TopicReplies {

    static final String TOPIC_ARN = "TopicArn";
    static final String SUBSCRIPTION_ARN = "SubscriptionArn";

    private TopicReplies() {}

    static ControlReply.Refused invalid(String message) {
        return new ControlReply.Refused(ErrorCode.INVALID_PARAMETER, "Invalid parameter: " + message);
    }

    static ControlReply.Refused missing(String field) {
        return invalid(field + " Reason: no value for required parameter");
    }

    static ControlReply.Refused noSuchTopic() {
        return new ControlReply.Refused(ErrorCode.NOT_FOUND, "Topic does not exist");
    }

    static ControlReply.Refused noSuchSubscription() {
        return new ControlReply.Refused(ErrorCode.NOT_FOUND, "Subscription does not exist");
    }

    static ControlReply.Refused denied(String right, String topic) {
        return new ControlReply.Refused(
                ErrorCode.AUTHORIZATION_ERROR, "The caller may not " + right + " topic " + topic + ".");
    }

    static ControlReply.Refused ofFile(String what) {
        return invalid(what + " is defined in sluice.yaml; change it there");
    }

    static ControlReply.Refused malformedArn(String field, String value) {
        return invalid(field + " Reason: An ARN must have at least 6 elements, not " + TopicArn.parts(value));
    }

    /** The topic that a request names. */
    static Optional<String> topicOf(ControlRequest request) {
        return Optional.ofNullable(request.field(TOPIC_ARN)).flatMap(TopicArn::topic);
    }

    /** Why the request names no topic. */
    static ControlReply.Refused noTopicIn(ControlRequest request) {
        String value = request.field(TOPIC_ARN);
        return value == null ? missing(TOPIC_ARN) : malformedArn(TOPIC_ARN, value);
    }

    /** The subscription that a request names. */
    static Optional<TopicArn.SubscriptionName> subscriptionOf(ControlRequest request) {
        return Optional.ofNullable(request.field(SUBSCRIPTION_ARN)).flatMap(TopicArn::subscription);
    }

    /** Why the request names no subscription. */
    static ControlReply.Refused noSubscriptionIn(ControlRequest request) {
        String value = request.field(SUBSCRIPTION_ARN);
        return value == null ? missing(SUBSCRIPTION_ARN) : malformedArn(SUBSCRIPTION_ARN, value);
    }
}
