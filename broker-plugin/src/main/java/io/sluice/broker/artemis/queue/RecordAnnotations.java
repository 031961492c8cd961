package io.sluice.broker.artemis.queue;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.utils.collections.TypedProperties;

/**
 * What AMQP clients read of a record in its message annotations. Artemis makes these from properties with a prefix, which
 * clients of other protocols would see as they are, so a record has them only while it is with an AMQP client. A time is a
 * timestamp of AMQP, for which Artemis has a second prefix: its value is the encoded one.
 */
final class RecordAnnotations {

    private static final String PREFIX = "JMS_AMQP_MA_";
    private static final String ENCODED_PREFIX = "JMS_AMQP_ENCODED_MA_";
    private static final byte TIMESTAMP = (byte) 0x83;

    private static final SimpleString SEQUENCE_NUMBER = SimpleString.of("sluice_sequence_number");
    private static final SimpleString PARTITION_KEY = SimpleString.of("sluice_partition_key");
    private static final SimpleString ARRIVAL = SimpleString.of("sluice_arrival_timestamp");
    private static final SimpleString SEQUENCE_NUMBER_NOTE = SimpleString.of(PREFIX + "x-opt-sequence-number");
    private static final SimpleString PARTITION_KEY_NOTE = SimpleString.of(PREFIX + "x-opt-partition-key");
    private static final SimpleString ARRIVAL_NOTE = SimpleString.of(ENCODED_PREFIX + "x-opt-enqueued-time");

    private RecordAnnotations() {}

    /** @param toAmqp whether the record goes to an AMQP client */
    static void show(RecordReference record, boolean toAmqp) {
        Message message = record.getMessage();
        if (toAmqp) {
            copy(message, SEQUENCE_NUMBER, SEQUENCE_NUMBER_NOTE);
            copy(message, PARTITION_KEY, PARTITION_KEY_NOTE);
            if (message.getObjectProperty(ARRIVAL) instanceof Long millis) {
                put(message, properties -> properties.putBytesProperty(ARRIVAL_NOTE, timestamp(millis)));
            }
        } else if (record.hasAnnotations()) {
            message.removeProperty(SEQUENCE_NUMBER_NOTE);
            message.removeProperty(PARTITION_KEY_NOTE);
            message.removeProperty(ARRIVAL_NOTE);
        }
        record.annotate(toAmqp);
    }

    private static void copy(Message message, SimpleString property, SimpleString note) {
        if (message.getObjectProperty(property) instanceof SimpleString value) {
            put(message, properties -> properties.putSimpleStringProperty(note, value));
        }
    }

    /** The message need not be encoded anew: the form for Core clients is the one without annotations. */
    private static void put(Message message, Consumer<TypedProperties> change) {
        if (message instanceof CoreMessage core) {
            change.accept(core.getProperties());
        }
    }

    private static byte[] timestamp(long millis) {
        return ByteBuffer.allocate(1 + Long.BYTES)
                .put(TIMESTAMP)
                .putLong(millis)
                .array();
    }
}
