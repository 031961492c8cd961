package io.sluice.broker.artemis.stream;

import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.protocol.amqp.broker.AMQPLargeMessage;
import org.apache.activemq.artemis.utils.collections.TypedProperties;

/**
 * A durable copy of a large AMQP message that is not. Artemis' own copy reads the header in the file again, by which it is no more durable than
 * the message was, and has no address if the sender wrote none into the message. Used for messages of that protocol only.
 */
final class AmqpDurableCopy {

    private AmqpDurableCopy() {}

    /** Copies the file of a message too. */
    static Message of(Message message, long id) throws Exception {
        AMQPLargeMessage large = (AMQPLargeMessage) message;
        TypedProperties extra = large.getExtraProperties();
        AMQPLargeMessage copy = new AMQPLargeMessage(
                id,
                large.getMessageFormat(),
                extra == null ? null : new TypedProperties(extra),
                null,
                large.getStorageManager());
        copy.setFileDurable(true);
        copy.setAddress(large.getAddressSimpleString());
        large.getLargeBody().copyInto(copy);
        copy.releaseResources(true, true);
        return copy;
    }
}
