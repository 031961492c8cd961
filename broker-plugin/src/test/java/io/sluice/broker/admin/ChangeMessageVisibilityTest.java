package io.sluice.broker.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.admin.InFlightMessages.InFlightMessage;
import io.sluice.broker.admin.InFlightMessages.MessageIdentity;
import io.sluice.broker.visibility.TimeoutChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChangeMessageVisibilityTest {

    /** One queue {@code orders} with one message in flight, unless a test says otherwise. */
    private static final class OrdersInFlight implements InFlightMessages {
        private final List<String> asked = new ArrayList<>();
        private boolean mayReceive = true;
        private boolean exists = true;
        private int inFlight = 1;
        private TimeoutChange outcome = new TimeoutChange.Extended(0);

        @Override
        public boolean mayReceive(String queue) {
            return mayReceive && queue.equals("orders");
        }

        @Override
        public boolean exists(String queue) {
            return exists && queue.equals("orders");
        }

        @Override
        public List<InFlightMessage> find(String queue, MessageIdentity identity) {
            asked.add(queue + " " + identity);
            List<InFlightMessage> found = new ArrayList<>();
            for (int i = 0; i < inFlight; i++) {
                found.add(new InFlightMessage() {});
            }
            return found;
        }

        @Override
        public TimeoutChange change(InFlightMessage message, Duration timeout, Duration retryDelay) {
            asked.add(timeout + " " + retryDelay);
            return outcome;
        }
    }

    private final OrdersInFlight orders = new OrdersInFlight();
    private final Map<String, String> fields =
            new HashMap<>(Map.of("queue", "orders", "messageId", "ID:1", "visibilityTimeout", "60"));

    @Test
    void restartsTheTimeoutOfTheNamedMessage() {
        // When
        ControlReply reply = perform();

        // Then
        assertThat(reply.status()).isEqualTo("200");
        assertThat(reply.body()).isEqualTo(Map.of("action", "ChangeMessageVisibility", "visibilityTimeout", "60"));
        assertThat(orders.asked).containsExactly("orders MessageId[value=ID:1]", "PT1M PT0S");
    }

    @Test
    void findsTheMessageByItsReceiptHandleToo() {
        // Given
        fields.remove("messageId");
        fields.put("receiptHandle", "7");

        // When
        ControlReply reply = perform();

        // Then
        assertThat(reply.status()).isEqualTo("200");
        assertThat(orders.asked).first().isEqualTo("orders ReceiptHandle[value=7]");
    }

    @Test
    void returnsTheMessageAfterTheRetryDelay() {
        // Given
        orders.outcome = new TimeoutChange.Returned();
        fields.put("visibilityTimeout", "0");
        fields.put("retryDelay", "1500");

        // When
        ControlReply reply = perform();

        // Then
        assertThat(reply.status()).isEqualTo("200");
        assertThat(orders.asked).last().isEqualTo("PT0S PT1.5S");
    }

    @ParameterizedTest
    @ValueSource(strings = {"queue", "messageId", "visibilityTimeout"})
    void refusesARequestWithoutAField(String field) {
        // Given
        fields.remove(field);

        // Then
        assertRefused("MissingParameter", "The request must contain the parameter " + field + ".");
    }

    @ParameterizedTest
    @ValueSource(strings = {"queue", "messageId", "visibilityTimeout"})
    void takesAnEmptyFieldForAMissingOne(String field) {
        // Given
        fields.put(field, "");

        // Then
        assertRefused("MissingParameter", "The request must contain the parameter " + field + ".");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "43200"})
    void takesATimeoutOfNoneToTwelveHours(String seconds) {
        // Given
        fields.put("visibilityTimeout", seconds);

        // When
        ControlReply reply = perform();

        // Then
        assertThat(reply.status()).isEqualTo("200");
        assertThat(orders.asked).last().isEqualTo(Duration.ofSeconds(Long.parseLong(seconds)) + " PT0S");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "43201", "1.5", "30s", " 30", "99999999999999999999"})
    void refusesATimeoutOutsideTheRange(String seconds) {
        // Given
        fields.put("visibilityTimeout", seconds);

        // Then
        assertRefused(
                "InvalidParameterValue",
                "Value " + seconds
                        + " for parameter visibilityTimeout is invalid. Reason: Must be between 0 and 43200 seconds.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "43200000"})
    void takesARetryDelayOfNoneToTwelveHours(String millis) {
        // Given
        fields.put("retryDelay", millis);

        // When
        ControlReply reply = perform();

        // Then
        assertThat(reply.status()).isEqualTo("200");
        assertThat(orders.asked).last().isEqualTo("PT1M " + Duration.ofMillis(Long.parseLong(millis)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "43200001", "soon"})
    void refusesARetryDelayOutsideTheRange(String millis) {
        // Given
        fields.put("retryDelay", millis);

        // Then
        assertRefused(
                "InvalidParameterValue",
                "Value " + millis
                        + " for parameter retryDelay is invalid. Reason: Must be between 0 and 43200000 milliseconds.");
    }

    @Test
    void refusesACallerWhoMayNotReceiveWithoutSayingWhetherTheQueueExists() {
        // Given
        orders.mayReceive = false;
        orders.exists = false;

        // Then
        assertRefused("AccessDenied", "The caller may not receive from queue orders.");
        assertThat(orders.asked).isEmpty();
    }

    @Test
    void refusesAQueueThatDoesNotExist() {
        // Given
        orders.exists = false;

        // Then
        assertRefused("AWS.SimpleQueueService.NonExistentQueue", "The specified queue does not exist: orders.");
    }

    @Test
    void refusesAMessageIdThatNoMessageInFlightHas() {
        // Given
        orders.inFlight = 0;

        // Then
        assertRefused(
                "InvalidParameterValue",
                "Value ID:1 for parameter messageId is invalid. Reason: Message does not exist or is not available"
                        + " for visibility timeout change.");
    }

    @Test
    void refusesAReceiptHandleThatIsNotValidAnyMore() {
        // Given
        fields.remove("messageId");
        fields.put("receiptHandle", "7");
        orders.inFlight = 0;

        // Then
        assertRefused(
                "InvalidParameterValue",
                "Value 7 for parameter receiptHandle is invalid. Reason: Message does not exist or is not available"
                        + " for visibility timeout change.");
    }

    @Test
    void refusesAMessageIdThatTwoMessagesShareAndTouchesNeither() {
        // Given
        orders.inFlight = 2;

        // Then
        assertRefused(
                "InvalidParameterValue",
                "Value ID:1 for parameter messageId is invalid. Reason: 2 messages in flight have this id; name the"
                        + " message by its receiptHandle, or send the request over the connection that received it.");
        assertThat(orders.asked).hasSize(1);
    }

    @Test
    void refusesATotalBeyondTwelveHours() {
        // Given
        orders.outcome = new TimeoutChange.BeyondLimit();

        // Then
        assertRefused(
                "InvalidParameterValue",
                "Value 60 for parameter visibilityTimeout is invalid. Reason: Total VisibilityTimeout for the message"
                        + " is beyond the limit [43200 seconds]");
    }

    @Test
    void refusesAMessageWhoseLeaseEndedMeanwhile() {
        // Given
        orders.outcome = new TimeoutChange.NotInFlight();

        // Then
        assertRefused(
                "AWS.SimpleQueueService.MessageNotInflight",
                "The message is not in flight any more, or is acknowledged in an open transaction.");
    }

    private void assertRefused(String code, String message) {
        ControlReply reply = perform();
        assertThat(reply).isInstanceOf(ControlReply.Refused.class);
        assertThat(reply.status()).isEqualTo(code);
        assertThat(reply.body()).isEqualTo(Map.of("code", code, "message", message));
    }

    private ControlReply perform() {
        return new ChangeMessageVisibility(orders).perform(new ControlRequest(ChangeMessageVisibility.ACTION, fields));
    }
}
