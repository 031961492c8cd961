package io.sluice.broker.admin;

import io.sluice.broker.delivery.ConfirmationDesk;
import java.util.Map;

/**
 * Sends the token of a subscription back (SEMANTICS 3.3). Fields: {@code TopicArn} and {@code Token}, both from the message
 * that the endpoint got. Whoever has the token may confirm.
 */
public final class ConfirmSubscription {

    public static final String ACTION = "ConfirmSubscription";

    private static final String TOPIC_ARN = "TopicArn";
    private static final String TOKEN = "Token";

    private final ConfirmationDesk desk;

    public ConfirmSubscription(ConfirmationDesk desk) {
        this.desk = desk;
    }

    public ControlReply perform(ControlRequest request) {
        String topicArn = request.field(TOPIC_ARN);
        if (topicArn == null) {
            return ControlRequest.missing(TOPIC_ARN);
        }
        String token = request.field(TOKEN);
        if (token == null) {
            return ControlRequest.missing(TOKEN);
        }
        return desk.confirm(topicArn, token)
                .<ControlReply>map(arn -> new ControlReply.Done(Map.of("action", ACTION, "SubscriptionArn", arn)))
                .orElseGet(
                        () -> new ControlReply.Refused(ErrorCode.INVALID_PARAMETER_VALUE, "Invalid parameter: Token"));
    }
}
