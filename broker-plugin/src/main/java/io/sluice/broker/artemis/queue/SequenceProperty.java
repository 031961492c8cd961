package io.sluice.broker.artemis.queue;

import io.sluice.broker.fifo.SequenceNumbers;
import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;

/**
 * The sequence number of a message of a FIFO queue, where applications read it (CONTRACT 5) and where it is stored with
 * the message.
 */
final class SequenceProperty {

    private static final SimpleString PROPERTY = SimpleString.of("sluice_sequence_number");
    private static final SimpleString AMQP_ANNOTATION = SimpleString.of("x-opt-sequence-number");

    private SequenceProperty() {}

    /** Not before there is an AMQP message: a broker may lack that protocol. */
    private static final class ToAmqp {
        private static final AppendedEntries ENTRIES =
                new AppendedEntries(AMQP_ANNOTATION, PROPERTY, IdsInMessages.ACCEPTED);
    }

    /**
     * Writes the number into a new message that is not large, and when it was accepted.
     *
     * @param acceptedMillis as {@link IdsInMessages} wants it
     */
    static void write(Message message, long number, long acceptedMillis) {
        String shown = SequenceNumbers.shown(number);
        if (message instanceof CoreMessage core) {
            AppendedProperties.put(core, PROPERTY, SimpleString.of(shown), IdsInMessages.ACCEPTED, acceptedMillis);
        } else if (message instanceof ICoreMessage || !ToAmqp.ENTRIES.put(message, shown, acceptedMillis)) {
            message.putLongProperty(IdsInMessages.ACCEPTED, acceptedMillis);
            writeAgain(message, number);
        }
    }

    /** Writes the number into a new message. */
    static void write(Message message, long number) {
        if (message instanceof CoreMessage core && !message.isLargeMessage()) {
            AppendedProperties.put(core, PROPERTY, SimpleString.of(SequenceNumbers.shown(number)));
        } else {
            writeAgain(message, number);
        }
    }

    /** Writes the number into a message that may have another one, and that others may know. */
    static void writeAgain(Message message, long number) {
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
