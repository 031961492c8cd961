package io.sluice.broker.artemis.stream;

import io.sluice.broker.stream.segment.NewRecord;
import java.nio.ByteBuffer;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.paging.PagingStore;
import org.jspecify.annotations.Nullable;

/**
 * A record that nothing but the log will ever have; its sender waits for that (ADR 32).
 *
 * @param message what was sent; that which is stored if the disk of the log refuses (ADR 41)
 * @param content of the record
 * @param memory what is charged for its message until it is durable
 * @param awaited what its sender is told by
 */
record DirectRecord(Message message, RecordKey key, ByteBuffer content, Charge memory, Confirmations.Awaited awaited)
        implements Incoming {

    /**
     * Memory of an address.
     *
     * @param address null if nothing is charged
     */
    record Charge(@Nullable PagingStore address, int bytes) {}

    @Override
    public long messageId() {
        return message.getMessageID();
    }

    @Override
    public NewRecord record(RecordKey key, long arrivalMillis) {
        return new NewRecord(arrivalMillis, messageId(), false, key.partitionKey(), content);
    }
}
