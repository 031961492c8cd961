package io.sluice.broker.artemis.queue;

import io.sluice.broker.fifo.SequenceNumbers;
import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;

/**
 * The sequence number of a message of a FIFO queue, where applications read it (CONTRACT 5) and where it is stored with
 * the message.
 */
final class SequenceProperty {

    private static final SimpleString PROPERTY = SimpleString.of("sluice_sequence_number");
    private static final SimpleString AMQP_ANNOTATION = SimpleString.of("x-opt-sequence-number");

    private SequenceProperty() {}

    static void write(Message message, long number) {
        String shown = SequenceNumbers.shown(number);
        message.putStringProperty(PROPERTY, SimpleString.of(shown));
        if (!(message instanceof ICoreMessage)) {
            message.setAnnotation(AMQP_ANNOTATION, shown);
        }
        message.reencode();
    }

    /** The number of a message; that of one from before its queue was configured is the broker's own. */
    static long read(Message message) {
        Object shown = message.getObjectProperty(PROPERTY);
        try {
            return shown == null ? message.getMessageID() : Long.parseLong(shown.toString());
        } catch (NumberFormatException e) {
            return message.getMessageID();
        }
    }
}
