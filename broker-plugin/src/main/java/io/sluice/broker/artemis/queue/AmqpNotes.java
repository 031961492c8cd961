package io.sluice.broker.artemis.queue;

import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.protocol.amqp.broker.AMQPMessage;
import org.apache.activemq.artemis.utils.collections.TypedProperties;
import org.jspecify.annotations.Nullable;

/**
 * Numbers that the broker keeps beside an AMQP message, whose own parts it must not change. They are stored with the message,
 * and become properties when a client of another protocol receives it; a number can be read as any type there, the bytes that
 * {@code Message.putExtraBytesProperty} would write cannot. Used for messages of that protocol only.
 */
final class AmqpNotes {

    private static final byte[] NOTHING = {};

    private AmqpNotes() {}

    static void put(Message message, SimpleString name, long number) {
        TypedProperties notes = notesOf(message);
        if (notes == null) {
            message.putExtraBytesProperty(name, NOTHING);
            notes = notesOf(message);
        }
        if (notes != null) {
            notes.putLongProperty(name, number);
        }
    }

    /** The number of this name, or another one if there is none. */
    static long get(Message message, SimpleString name, long otherwise) {
        TypedProperties notes = notesOf(message);
        return notes != null && notes.getProperty(name) instanceof Long number ? number : otherwise;
    }

    private static @Nullable TypedProperties notesOf(Message message) {
        return message instanceof AMQPMessage amqp ? amqp.getExtraProperties() : null;
    }
}
