package io.sluice.broker.admin.stream;

import io.sluice.broker.stream.PartitionKey;
import java.util.List;
import java.util.Optional;

/**
 * What was read of a shard.
 *
 * @param next place from which to read on
 * @param isFinished the shard is closed and there is nothing behind these records
 * @param millisBehindLatest how long ago the record behind these arrived; 0 if there is none
 */
public record RecordBatch(List<Found> records, long next, boolean isFinished, long millisBehindLatest) {

    public RecordBatch {
        records = List.copyOf(records);
    }

    /** One record. @param key empty if the producer gave none */
    public record Found(long place, long arrivalMillis, Optional<PartitionKey> key, byte[] data) {}
}
