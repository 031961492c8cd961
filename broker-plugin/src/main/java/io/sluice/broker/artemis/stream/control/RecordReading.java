package io.sluice.broker.artemis.stream.control;

import io.sluice.broker.admin.stream.RecordBatch;
import io.sluice.broker.stream.segment.ReadOutcome;
import io.sluice.broker.stream.segment.ShardLog;
import io.sluice.broker.stream.segment.ShardReader;
import io.sluice.broker.stream.segment.StoredRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads a few records of a shard for a request. */
final class RecordReading {

    private final ShardLog log;
    private final int maximumRecords;
    private final long maximumBytes;
    private final List<RecordBatch.Found> records = new ArrayList<>();
    private long bytes;

    RecordReading(ShardLog log, int maximumRecords, long maximumBytes) {
        this.log = log;
        this.maximumRecords = maximumRecords;
        this.maximumBytes = maximumBytes;
    }

    RecordBatch from(long place, long nowMillis) throws IOException {
        try (ShardReader reader = log.reader(place)) {
            boolean isFinished = fill(reader);
            return new RecordBatch(
                    records, reader.place(), isFinished, isFinished ? 0 : millisBehind(reader.place(), nowMillis));
        }
    }

    /** @return whether the shard has no further record for ever */
    private boolean fill(ShardReader reader) throws IOException {
        while (records.size() < maximumRecords && bytes < maximumBytes) {
            ReadOutcome outcome = reader.next();
            if (outcome instanceof ReadOutcome.Next next) {
                add(next.record());
            } else if (!(outcome instanceof ReadOutcome.Trimmed)) {
                return outcome instanceof ReadOutcome.Finished;
            }
        }
        return false;
    }

    private void add(StoredRecord record) {
        byte[] data = RecordData.of(record.body());
        bytes += data.length;
        records.add(new RecordBatch.Found(record.place(), record.arrivalMillis(), record.key(), data));
    }

    private long millisBehind(long place, long nowMillis) throws IOException {
        if (place >= log.nextPlace()) {
            return 0;
        }
        long arrival = log.arrivalMillis(place).orElse(nowMillis);
        return Math.max(1, nowMillis - arrival);
    }
}
