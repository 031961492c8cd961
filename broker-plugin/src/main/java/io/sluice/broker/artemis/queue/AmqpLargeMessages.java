package io.sluice.broker.artemis.queue;

import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.protocol.amqp.broker.AMQPLargeMessage;
import org.apache.activemq.artemis.protocol.amqp.broker.AMQPMessageBrokerAccessor;
import org.apache.qpid.proton.amqp.UnsignedInteger;
import org.apache.qpid.proton.amqp.messaging.Header;

/**
 * Shows the receive count of large AMQP messages, which Artemis sends with the header that the sender gave them
 * ({@code AMQPLargeMessageWriter}).
 */
final class AmqpLargeMessages {

    private AmqpLargeMessages() {}

    /** Puts the receive count into the header of a message that is about to be sent; no effect on other messages. */
    static void showDeliveryCount(MessageReference reference) {
        if (!(reference.getMessage() instanceof AMQPLargeMessage message)) {
            return;
        }
        if (AMQPMessageBrokerAccessor.getCurrentHeader(message) == null) {
            message.setPriority(message.getPriority());
        }
        Header header = AMQPMessageBrokerAccessor.getCurrentHeader(message);
        if (header != null) {
            header.setDeliveryCount(UnsignedInteger.valueOf(reference.getDeliveryCount() - 1));
        }
    }
}
