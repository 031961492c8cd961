package io.sluice.broker.artemis.stream;

import io.sluice.broker.stream.segment.NewRecord;
import java.nio.ByteBuffer;

/**
 * A record that nothing but the log will ever have; its sender waits for that (ADR 32).
 *
 * @param messageId of its message
 * @param content of the record
 * @param whenDurable tells the sender
 */
record DirectRecord(long messageId, RecordKey key, ByteBuffer content, Runnable whenDurable) implements Incoming {

    @Override
    public NewRecord record(RecordKey key, long arrivalMillis) {
        return new NewRecord(arrivalMillis, messageId, false, key.partitionKey(), content);
    }
}
