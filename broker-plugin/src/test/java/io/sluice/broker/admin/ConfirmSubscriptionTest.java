package io.sluice.broker.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConfirmSubscriptionTest {

    private final ConfirmSubscription action = new ConfirmSubscription((topicArn, token) ->
            topicArn.equals("arn:t") && token.equals("right") ? Optional.of("arn:t:1") : Optional.empty());

    private ControlReply perform(Map<String, String> fields) {
        return action.perform(new ControlRequest(ConfirmSubscription.ACTION, fields));
    }

    @Test
    void answersWithTheSubscriptionThatTheTokenBelongsTo() {
        assertThat(perform(Map.of("TopicArn", "arn:t", "Token", "right")).body())
                .isEqualTo(Map.of("action", "ConfirmSubscription", "SubscriptionArn", "arn:t:1"));
    }

    @Test
    void refusesAWrongToken() {
        assertThat(perform(Map.of("TopicArn", "arn:t", "Token", "wrong")))
                .isEqualTo(new ControlReply.Refused(ErrorCode.INVALID_PARAMETER_VALUE, "Invalid parameter: Token"));
    }

    @Test
    void needsBothFields() {
        assertThat(perform(Map.of("Token", "right")).status()).isEqualTo("MissingParameter");
        assertThat(perform(Map.of("TopicArn", "arn:t")).status()).isEqualTo("MissingParameter");
    }
}
