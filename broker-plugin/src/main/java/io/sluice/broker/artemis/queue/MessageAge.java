package io.sluice.broker.artemis.queue;

import io.sluice.broker.artemis.mqtt.MqttMessages;
import java.time.Duration;
import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;

/**
 * When a message was sent, by the broker's clock.
 *
 * <p>The time of sending that a message carries is the client's, or missing. It is used as it is while it lies within
 * {@value #TOLERATED_SKEW_MILLIS} ms of the broker's clock; otherwise the broker notes its own time beside the message,
 * where it is stored with it. Copies in a dead-letter queue keep it. A message that is moved back from there keeps it too,
 * for its delay; its retention counts from the move, as that of a dead letter in a FIFO queue does.
 */
final class MessageAge {

    static final long TOLERATED_SKEW_MILLIS = 60_000;
    private static final SimpleString SENT = SimpleString.of("_sluice_sent");
    private static final SimpleString RETAINED = SimpleString.of("_sluice_redriven");

    private MessageAge() {}

    /** Notes the time of arrival if the message has no credible time of sending of its own. */
    static void noteArrival(Message message, long nowMillis) {
        if (Math.abs(nowMillis - message.getTimestamp()) > TOLERATED_SKEW_MILLIS && noted(message, SENT, 0) == 0) {
            note(message, SENT, nowMillis);
            message.reencode();
        }
    }

    /** Notes the time of sending before a copy of an old message is sent to another queue, as if it were new there. */
    static void keepSentTime(Message copy) {
        if (noted(copy, SENT, 0) == 0) {
            note(copy, SENT, copy.getTimestamp());
        }
    }

    /** Notes that the retention of a message begins anew in the queue that it is moved to; its delay does not. */
    static void beginRetention(Message copy, long nowMillis) {
        keepSentTime(copy);
        note(copy, RETAINED, nowMillis);
    }

    /** As a number, because JMS clients see it, and some read all properties as text. */
    private static void note(Message message, SimpleString property, long millis) {
        if (message instanceof ICoreMessage) {
            message.putLongProperty(property, millis);
        } else {
            AmqpNotes.put(message, property, millis);
        }
    }

    /** Epoch milliseconds; 0 if it is not known, which is so for messages from before the queue was configured. */
    static long sentMillis(Message message) {
        return noted(message, SENT, message.getTimestamp());
    }

    /** When the message may be delivered, in epoch milliseconds; 0 for at once. Its own delay wins over that of its queue. */
    static long dueMillis(Message message, Duration delayOfQueue) {
        if (delayOfQueue.isZero() && !MqttMessages.hasUserProperties(message)) {
            return 0;
        }
        long own = MqttMessages.dueMillis(message, sentMillis(message));
        return own > 0 || delayOfQueue.isZero() ? own : sentMillis(message) + delayOfQueue.toMillis();
    }

    /** Whether the message is older than the retention; looks for a noted time only if the message's own one is odd. */
    static boolean isOlderThan(Duration retention, Message message, long nowMillis) {
        long age = nowMillis - message.getTimestamp();
        if (age >= -TOLERATED_SKEW_MILLIS && age < retention.toMillis()) {
            return false;
        }
        long since = Math.max(sentMillis(message), noted(message, RETAINED, 0));
        return since > 0 && nowMillis - since >= retention.toMillis();
    }

    private static long noted(Message message, SimpleString property, long otherwise) {
        if (message instanceof ICoreMessage) {
            return message.getObjectProperty(property) instanceof Long millis ? millis : otherwise;
        }
        return AmqpNotes.get(message, property, otherwise);
    }
}
