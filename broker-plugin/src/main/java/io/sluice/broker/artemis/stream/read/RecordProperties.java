package io.sluice.broker.artemis.stream.read;

import io.sluice.broker.stream.SequenceNumber;
import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.segment.StoredRecord;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;

/** What an application can read of a record besides what was put. */
final class RecordProperties {

    static final String SEQUENCE_NUMBER = "sluice_sequence_number";
    static final String SHARD_ID = "sluice_shard_id";
    static final String PARTITION_KEY = "sluice_partition_key";
    static final String ARRIVAL_TIMESTAMP = "sluice_arrival_timestamp";

    /** On the first record behind those that are not kept any more: how many its reader has missed. */
    static final String RECORDS_TRIMMED = "sluice_records_trimmed";

    private static final SimpleString SEQUENCE_NUMBER_KEY = SimpleString.of(SEQUENCE_NUMBER);
    private static final SimpleString SHARD_ID_KEY = SimpleString.of(SHARD_ID);
    private static final SimpleString PARTITION_KEY_KEY = SimpleString.of(PARTITION_KEY);
    private static final SimpleString ARRIVAL_TIMESTAMP_KEY = SimpleString.of(ARRIVAL_TIMESTAMP);
    private static final SimpleString RECORDS_TRIMMED_KEY = SimpleString.of(RECORDS_TRIMMED);
    private static final byte ONE_PRIORITY = 4;

    private RecordProperties() {}

    /** @param trimmed how many records in front of this one its reader has missed */
    static void write(Message message, ShardId shard, StoredRecord record, long trimmed) {
        SimpleString number = SimpleString.of(new SequenceNumber(shard, record.place()).toString());
        message.putStringProperty(SEQUENCE_NUMBER_KEY, number);
        message.putStringProperty(SHARD_ID_KEY, SimpleString.of(shard.toString()));
        record.key().ifPresent(key -> message.putStringProperty(PARTITION_KEY_KEY, SimpleString.of(key.value())));
        message.putLongProperty(ARRIVAL_TIMESTAMP_KEY, record.arrivalMillis());
        if (trimmed > 0) {
            message.putLongProperty(RECORDS_TRIMMED_KEY, trimmed);
        }
        message.setPriority(ONE_PRIORITY);
    }
}
