package io.sluice.broker.stream.segment;

import io.sluice.broker.message.ByteSize;
import io.sluice.broker.stream.PartitionKey;
import io.sluice.broker.stream.ShardId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Logs with small segments, and records whose content tells what they are. */
final class TestLog {

    static final ShardId SHARD = new ShardId(3);
    static final SegmentLimits SMALL =
            new SegmentLimits(new ByteSize(8 * 1024), Duration.ofHours(1), ByteSize.ofKibibytes(1));

    private TestLog() {}

    static ShardLog open(SegmentStore store) throws IOException {
        return open(store, SegmentListener.NONE);
    }

    static ShardLog open(SegmentStore store, SegmentListener listener) throws IOException {
        return ShardLog.open(store, "telemetry", SHARD, 1, SMALL, listener);
    }

    static NewRecord record(long number, int bodyBytes) {
        return record(number, bodyBytes, number);
    }

    /** A record whose ingest id is its number times ten, and whose body begins with the number. */
    static NewRecord record(long number, int bodyBytes, long arrivalMillis) {
        byte[] text = Long.toString(number).getBytes(StandardCharsets.US_ASCII);
        ByteBuffer body = ByteBuffer.allocate(Math.max(bodyBytes, text.length));
        body.put(text).clear();
        return new NewRecord(arrivalMillis, number * 10, Optional.of(new PartitionKey("truck-" + number % 7)), body);
    }

    /** Appends records with these numbers and makes them durable together. */
    static void appendBatch(ShardLog log, long from, long to, int bodyBytes) throws IOException {
        for (long number = from; number <= to; number++) {
            log.append(record(number, bodyBytes), number);
        }
        log.sync();
    }

    /** The number that the body of a record begins with. */
    static long number(StoredRecord record) {
        String text =
                StandardCharsets.US_ASCII.decode(record.body().duplicate()).toString();
        int end = text.indexOf('\0');
        return Long.parseLong(end < 0 ? text : text.substring(0, end));
    }

    /** The places of all records that can be read from a place on; fails if a body is not that of its place. */
    static List<Long> readFrom(ShardLog log, long place) throws IOException {
        List<Long> places = new ArrayList<>();
        try (ShardReader reader = log.reader(place)) {
            ReadOutcome outcome = reader.next();
            while (outcome instanceof ReadOutcome.Next next) {
                StoredRecord record = next.record();
                if (number(record) != record.place() || record.ingestId() != record.place() * 10) {
                    throw new AssertionError("record " + record.place() + " has the content of " + number(record));
                }
                places.add(record.place());
                outcome = reader.next();
            }
        }
        return places;
    }

    static List<Long> numbers(long from, long to) {
        List<Long> numbers = new ArrayList<>();
        for (long number = from; number <= to; number++) {
            numbers.add(number);
        }
        return numbers;
    }
}
