package io.sluice.broker.stream.segment;

import io.sluice.broker.stream.PartitionKey;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A record that is to be stored.
 *
 * @param arrivalMillis when it arrived, in milliseconds since 1970
 * @param ingestId the id of its message, under which the broker's journal has it until it is stored here, if it has it
 * @param isInJournal whether it has: then it has to be settled; otherwise it never was there
 * @param key its partition key; empty if the producer gave none
 * @param body what is stored, from its position to its limit; not changed, and it must not change until the next sync
 */
public record NewRecord(
        long arrivalMillis, long ingestId, boolean isInJournal, Optional<PartitionKey> key, ByteBuffer body) {

    /** A record that the broker's journal has. */
    public NewRecord(long arrivalMillis, long ingestId, Optional<PartitionKey> key, ByteBuffer body) {
        this(arrivalMillis, ingestId, true, key, body);
    }
}
