package io.sluice.broker.stream.segment;

import io.sluice.broker.stream.PartitionKey;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A record as it was stored.
 *
 * @param place its sequence number within the shard
 * @param arrivalMillis when it arrived, by the clock of then
 * @param ingestId the id under which the broker's journal had it
 * @param key its partition key; empty if the producer gave none
 * @param body its content; valid only until the reader is asked for the next one
 */
public record StoredRecord(
        long place, long arrivalMillis, long ingestId, Optional<PartitionKey> key, ByteBuffer body) {}
