package io.sluice.broker.admin;

import io.sluice.broker.admin.InFlightMessages.InFlightMessage;
import io.sluice.broker.admin.InFlightMessages.MessageIdentity;
import io.sluice.broker.visibility.TimeoutChange;
import io.sluice.broker.visibility.VisibilitySettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Restarts the visibility timeout of one received message, or returns it (SEMANTICS 1.5, CONTRACT 7).
 *
 * <p>Fields: {@code queue}, {@code messageId} or {@code receiptHandle}, {@code visibilityTimeout} in seconds, 0 to 43,200,
 * where 0 returns the message, and then optionally {@code retryDelay} in milliseconds until it is visible.
 */
public final class ChangeMessageVisibility {

    public static final String ACTION = "ChangeMessageVisibility";

    private static final String QUEUE = "queue";
    private static final String MESSAGE_ID = "messageId";
    private static final String RECEIPT_HANDLE = "receiptHandle";
    private static final String TIMEOUT = "visibilityTimeout";
    private static final String RETRY_DELAY = "retryDelay";
    private static final long LONGEST_SECONDS = VisibilitySettings.MAXIMUM_TIMEOUT.toSeconds();

    private final InFlightMessages messages;

    /** @param messages as the caller may see them */
    public ChangeMessageVisibility(InFlightMessages messages) {
        this.messages = messages;
    }

    public ControlReply perform(ControlRequest request) {
        String queue = request.field(QUEUE);
        String messageId = request.field(MESSAGE_ID);
        String handle = request.field(RECEIPT_HANDLE);
        String timeout = request.field(TIMEOUT);
        if (queue == null) {
            return ControlRequest.missing(QUEUE);
        }
        if (messageId == null && handle == null) {
            return ControlRequest.missing(MESSAGE_ID);
        }
        if (timeout == null) {
            return ControlRequest.missing(TIMEOUT);
        }
        OptionalLong seconds = wholeNumber(timeout, LONGEST_SECONDS);
        if (seconds.isEmpty()) {
            return ControlReply.invalid(TIMEOUT, timeout, "Must be between 0 and " + LONGEST_SECONDS + " seconds.");
        }
        String delay = request.fields().getOrDefault(RETRY_DELAY, "0");
        OptionalLong delayMillis = wholeNumber(delay, LONGEST_SECONDS * 1000);
        if (delayMillis.isEmpty()) {
            return ControlReply.invalid(
                    RETRY_DELAY, delay, "Must be between 0 and " + LONGEST_SECONDS * 1000 + " milliseconds.");
        }
        MessageIdentity identity = messageId != null
                ? new MessageIdentity.MessageId(messageId)
                : new MessageIdentity.ReceiptHandle(String.valueOf(handle));
        return change(
                queue, identity, Duration.ofSeconds(seconds.getAsLong()), Duration.ofMillis(delayMillis.getAsLong()));
    }

    private ControlReply change(String queue, MessageIdentity identity, Duration timeout, Duration retryDelay) {
        if (!messages.mayReceive(queue)) {
            return new ControlReply.Refused(
                    ErrorCode.ACCESS_DENIED, "The caller may not receive from queue " + queue + ".");
        }
        if (!messages.exists(queue)) {
            return new ControlReply.Refused(
                    ErrorCode.QUEUE_DOES_NOT_EXIST, "The specified queue does not exist: " + queue + ".");
        }
        List<InFlightMessage> found = messages.find(queue, identity);
        if (found.size() != 1) {
            return notOne(identity, found.size());
        }
        TimeoutChange change = messages.change(found.get(0), timeout, retryDelay);
        if (change instanceof TimeoutChange.BeyondLimit) {
            return ControlReply.invalid(
                    TIMEOUT,
                    String.valueOf(timeout.toSeconds()),
                    "Total VisibilityTimeout for the message is beyond the limit [" + LONGEST_SECONDS + " seconds]");
        }
        if (change instanceof TimeoutChange.NotInFlight) {
            return new ControlReply.Refused(
                    ErrorCode.MESSAGE_NOT_IN_FLIGHT,
                    "The message is not in flight any more, or is acknowledged in an open transaction.");
        }
        return new ControlReply.Done(Map.of("action", ACTION, TIMEOUT, String.valueOf(timeout.toSeconds())));
    }

    private static ControlReply notOne(MessageIdentity identity, int count) {
        String parameter = identity instanceof MessageIdentity.MessageId ? MESSAGE_ID : RECEIPT_HANDLE;
        String value = identity instanceof MessageIdentity.MessageId id
                ? id.value()
                : ((MessageIdentity.ReceiptHandle) identity).value();
        return ControlReply.invalid(
                parameter,
                value,
                count == 0
                        ? "Message does not exist or is not available for visibility timeout change."
                        : count + " messages in flight have this id; name the message by its receiptHandle, or send"
                                + " the request over the connection that received it.");
    }

    private static OptionalLong wholeNumber(String text, long maximum) {
        try {
            long value = Long.parseLong(text);
            return value >= 0 && value <= maximum ? OptionalLong.of(value) : OptionalLong.empty();
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
