package io.sluice.broker.artemis.queue;

import io.sluice.broker.artemis.CoreForm;
import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.server.MessageReference;

/**
 * A delivery of a large AMQP message to a Core or OpenWire client, which is sent what the broker has added to the message too
 * ({@link CoreForm}).
 */
final class ConvertedReference extends ShownReference {

    ConvertedReference(MessageReference inner, LeasedConsumer holder) {
        super(inner, holder);
    }

    /** Whether Artemis' own conversion would leave out what was added to the message. */
    static boolean isFor(Message message) {
        return message.isLargeMessage() && !(message instanceof ICoreMessage);
    }

    @Override
    Message shownFor(Message message) {
        return CoreForm.of(message);
    }
}
