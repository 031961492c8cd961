package io.sluice.broker.artemis.queue;

import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;

/**
 * What AMQP clients read of a record in its message annotations. Artemis makes these from properties with a prefix, which
 * clients of other protocols would see as they are, so a record has them only while it is with an AMQP client.
 */
final class RecordAnnotations {

    private static final String PREFIX = "JMS_AMQP_MA_";
    private static final SimpleString[] PROPERTIES = {
        SimpleString.of("sluice_sequence_number"),
        SimpleString.of("sluice_partition_key"),
        SimpleString.of("sluice_arrival_timestamp")
    };
    private static final SimpleString[] ANNOTATIONS = {
        SimpleString.of(PREFIX + "x-opt-sequence-number"),
        SimpleString.of(PREFIX + "x-opt-partition-key"),
        SimpleString.of(PREFIX + "x-opt-enqueued-time")
    };

    private RecordAnnotations() {}

    /** @param toAmqp whether the record goes to an AMQP client */
    static void show(Message message, boolean toAmqp) {
        for (int i = 0; i < PROPERTIES.length; i++) {
            Object value = toAmqp ? message.getObjectProperty(PROPERTIES[i]) : null;
            if (value != null) {
                message.putObjectProperty(ANNOTATIONS[i], value);
            } else if (message.containsProperty(ANNOTATIONS[i])) {
                message.removeProperty(ANNOTATIONS[i]);
            }
        }
    }
}
