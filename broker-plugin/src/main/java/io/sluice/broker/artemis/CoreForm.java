package io.sluice.broker.artemis;

import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.protocol.amqp.broker.AMQPLargeMessage;
import org.apache.activemq.artemis.protocol.amqp.broker.AMQPMessage;

/** Messages of any protocol as Core knows them. */
public final class CoreForm {

    private CoreForm() {}

    /**
     * The message, or what Artemis makes of it; one of AMQP with its whole body, however many data sections that has, and with what
     * the broker has added to it, however large it is.
     */
    public static ICoreMessage of(Message message) {
        if (message instanceof ICoreMessage core) {
            return core;
        }
        Message whole = withWholeBody(message);
        if (message instanceof AMQPLargeMessage large && whole instanceof AMQPMessage amqp) {
            whole = AmqpLargeForm.inMemory(large, amqp);
        }
        return whole.toCore();
    }

    /** For a message that is not of Core: as far as its body is concerned, it has one data section at most. */
    public static Message withWholeBody(Message message) {
        try {
            return message instanceof AMQPMessage amqp ? AmqpDataSections.merged(amqp) : message;
        } catch (ActiveMQException e) {
            throw new IllegalStateException(
                    "the body of message " + message.getMessageID() + " cannot be read: " + e.getMessage(), e);
        }
    }
}
