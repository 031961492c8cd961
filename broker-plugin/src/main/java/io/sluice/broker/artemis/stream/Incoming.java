package io.sluice.broker.artemis.stream;

import io.sluice.broker.stream.segment.NewRecord;

/** A record that the writer is to bring into the log. */
sealed interface Incoming permits QueuedRecord, DirectRecord {

    long messageId();

    /** What its message says about its shard. */
    RecordKey key();

    /** What is stored. @throws RuntimeException if no record can be made of its message */
    NewRecord record(RecordKey key, long arrivalMillis);
}
