package io.sluice.broker.artemis;

import org.apache.activemq.artemis.protocol.amqp.broker.AMQPLargeMessage;
import org.apache.activemq.artemis.protocol.amqp.broker.AMQPMessage;
import org.apache.activemq.artemis.protocol.amqp.broker.AMQPStandardMessage;

/**
 * Large messages of AMQP as they are now. What the broker adds to such a message is in memory and in the journal; its file stays as
 * it was sent, and Artemis converts the file. Used for messages of that protocol only.
 */
final class AmqpLargeForm {

    private AmqpLargeForm() {}

    /** All of the message in memory, for the caller alone. */
    static AMQPMessage inMemory(AMQPLargeMessage message, AMQPMessage whole) {
        AMQPMessage copy = whole == message ? ofFile(message) : whole;
        if (message.getExpiration() > 0) {
            copy.reloadExpiration(message.getExpiration());
        }
        AmqpMessageInternals.copyAdditions(message, copy);
        copy.setPriority(message.getPriority());
        return copy;
    }

    private static AMQPStandardMessage ofFile(AMQPLargeMessage message) {
        var copy = new AMQPStandardMessage(
                message.getMessageFormat(), message.getData().array(), message.getExtraProperties());
        copy.setMessageID(message.getMessageID());
        return copy;
    }
}
