package io.sluice.broker.artemis.stream;

import io.sluice.broker.stream.segment.NewRecord;
import org.apache.activemq.artemis.core.server.MessageReference;

/** A record that the ingest queue has, and with it the broker's journal, until it is in the log. */
record QueuedRecord(MessageReference reference) implements Incoming {

    @Override
    public long messageId() {
        return reference.getMessageID();
    }

    @Override
    public RecordKey key() {
        return RecordKey.of(reference.getMessage());
    }

    @Override
    public NewRecord record(RecordKey key, long arrivalMillis) {
        return new NewRecord(
                arrivalMillis, messageId(), true, key.partitionKey(), RecordContent.encode(reference.getMessage()));
    }
}
