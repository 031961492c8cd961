package io.sluice.broker.artemis.stream.read;

import io.sluice.broker.stream.SequenceNumber;
import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.StartPosition;
import io.sluice.broker.stream.segment.ShardLog;
import java.io.IOException;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.activemq.artemis.core.filter.Filter;
import org.jspecify.annotations.Nullable;

/**
 * Where a selector lets the reading of a shard begin. The first record that it can select is looked up by index; whether a record
 * is selected is decided by the selector itself. So a condition that is not understood here costs time, and is right.
 */
final class ShardPosition {

    private static final Pattern LOWER_BOUND = Pattern.compile("(" + RecordProperties.SEQUENCE_NUMBER + "|"
            + RecordProperties.ARRIVAL_TIMESTAMP + ")\\s*(>=|>|=|(?i:BETWEEN)\\s)\\s*'?(\\d+)");
    private static final Pattern ALTERNATIVES = Pattern.compile("\\b(?i:OR|NOT)\\b");
    private static final Pattern POSITION =
            Pattern.compile(RecordProperties.SEQUENCE_NUMBER + "|" + RecordProperties.ARRIVAL_TIMESTAMP);

    private ShardPosition() {}

    /**
     * The place of the first record to be read. Without a selector on positions that is the next one that is put.
     *
     * @throws IllegalArgumentException if it is the sequence number of another shard
     */
    static long of(@Nullable Filter filter, ShardLog log) throws IOException {
        String selector = filter == null ? "" : filter.getFilterString().toString();
        if (!POSITION.matcher(selector).find()) {
            return log.placeOf(StartPosition.LATEST);
        }
        long place = log.placeOf(StartPosition.TRIM_HORIZON);
        if (ALTERNATIVES.matcher(selector).find()) {
            return place;
        }
        boolean isAnyNumber = false;
        Matcher bound = LOWER_BOUND.matcher(selector);
        while (bound.find()) {
            boolean isNumber = bound.group(1).equals(RecordProperties.SEQUENCE_NUMBER);
            long from = isNumber
                    ? numbered(bound.group(3), log.shard(), bound.group(2).equals(">"))
                    : log.placeOf(new StartPosition.AtTimestamp(Instant.ofEpochMilli(Long.parseLong(bound.group(3)))));
            place = isNumber && !isAnyNumber ? from : Math.max(place, from);
            isAnyNumber |= isNumber;
        }
        return place;
    }

    /** May be below what is kept: then the reader is told what it misses. */
    private static long numbered(String text, ShardId shard, boolean after) {
        long place = SequenceNumber.parse(text, shard).place();
        return Math.max(SequenceNumber.FIRST_PLACE, after ? place + 1 : place);
    }
}
