package io.sluice.broker.admin;

import io.sluice.broker.visibility.TimeoutChange;
import java.time.Duration;
import java.util.List;

/** The messages of a broker that consumers hold, as one caller may see them. A port; the broker adapter implements it. */
public interface InFlightMessages {

    /** Whether the caller may receive from a queue; also false for a queue that it must not know of. */
    boolean mayReceive(String queue);

    /** Whether a queue of this name exists. */
    boolean exists(String queue);

    /** Messages in flight with this identity; those on the caller's own connection only, if there are any. */
    List<InFlightMessage> find(String queue, MessageIdentity identity);

    /** Restarts the timeout of one message. @param retryDelay if it returns: time until it is visible */
    TimeoutChange change(InFlightMessage message, Duration timeout, Duration retryDelay);

    /** One message in flight. */
    interface InFlightMessage {}

    /** How a request names a message. */
    sealed interface MessageIdentity {
        /** JMSMessageID or AMQP message-id: chosen by the sender, so not unique. */
        record MessageId(String value) implements MessageIdentity {}

        /** The handle of one receive. */
        record ReceiptHandle(String value) implements MessageIdentity {}
    }
}
