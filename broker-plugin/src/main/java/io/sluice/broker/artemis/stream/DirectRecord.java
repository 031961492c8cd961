package io.sluice.broker.artemis.stream;

import io.sluice.broker.stream.segment.NewRecord;
import java.nio.ByteBuffer;
import org.apache.activemq.artemis.core.paging.PagingStore;
import org.jspecify.annotations.Nullable;

/**
 * A record that nothing but the log will ever have; its sender waits for that (ADR 32).
 *
 * @param messageId of its message
 * @param content of the record
 * @param memory what is charged for its message until it is durable
 * @param awaited what its sender is told by
 */
record DirectRecord(long messageId, RecordKey key, ByteBuffer content, Charge memory, Confirmations.Awaited awaited)
        implements Incoming {

    /**
     * Memory of an address.
     *
     * @param address null if nothing is charged
     */
    record Charge(@Nullable PagingStore address, int bytes) {}

    @Override
    public NewRecord record(RecordKey key, long arrivalMillis) {
        return new NewRecord(arrivalMillis, messageId, false, key.partitionKey(), content);
    }
}
