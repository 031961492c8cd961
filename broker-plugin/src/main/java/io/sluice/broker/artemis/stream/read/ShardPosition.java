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

    private static final Pattern TEXT = Pattern.compile("'(\\d+)'|'[^']*'");
    /** A condition that stands by itself: nothing is added to what it compares. */
    private static final Pattern LOWER_BOUND = Pattern.compile("(?:^|\\(|\\b(?i:AND)\\s)\\s*("
            + RecordProperties.SEQUENCE_NUMBER + "|" + RecordProperties.ARRIVAL_TIMESTAMP
            + ")\\s*(>=|>|=|(?i:BETWEEN)\\s)\\s*'?(\\d+)'?(?=\\s*(?:$|\\)|(?i:AND)\\b))");

    private static final Pattern ALTERNATIVES = Pattern.compile("\\b(?i:OR|NOT|FALSE)\\b");
    private static final Pattern POSITION =
            Pattern.compile(RecordProperties.SEQUENCE_NUMBER + "|" + RecordProperties.ARRIVAL_TIMESTAMP);
    private static final long NOWHERE = -1;

    private ShardPosition() {}

    /**
     * The place of the first record to be read. Without a selector on positions that is the next one that is put.
     *
     * @throws IllegalArgumentException if it is no time, or no sequence number of this shard
     */
    static long of(@Nullable Filter filter, ShardLog log) throws IOException {
        String selector =
                filter == null ? "" : withoutTexts(filter.getFilterString().toString());
        if (!POSITION.matcher(selector).find()) {
            return log.placeOf(StartPosition.LATEST);
        }
        boolean isBound = !ALTERNATIVES.matcher(selector).find();
        long byNumber = NOWHERE;
        long byTime = NOWHERE;
        Matcher bound = LOWER_BOUND.matcher(selector);
        while (isBound && bound.find()) {
            String digits = bound.group(3);
            if (bound.group(1).equals(RecordProperties.SEQUENCE_NUMBER)) {
                boolean after = bound.group(2).equals(">");
                byNumber = Math.max(byNumber, numbered(digits, log.shard(), after));
            } else {
                byTime = Math.max(byTime, log.placeOf(new StartPosition.AtTimestamp(time(digits))));
            }
        }
        long place = Math.max(byNumber, byTime);
        return place == NOWHERE ? log.placeOf(StartPosition.TRIM_HORIZON) : place;
    }

    /** What is written in a text is no condition; digits are left. */
    private static String withoutTexts(String selector) {
        return TEXT.matcher(selector).replaceAll(text -> text.group(1) == null ? "''" : text.group());
    }

    private static Instant time(String digits) {
        try {
            return Instant.ofEpochMilli(Long.parseLong(digits));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    RecordProperties.ARRIVAL_TIMESTAMP + " " + digits + " is above " + Long.MAX_VALUE, e);
        }
    }

    /** May be below what is kept: then the reader is told what it misses. */
    private static long numbered(String text, ShardId shard, boolean after) {
        long place = SequenceNumber.parse(text, shard).place();
        return Math.max(SequenceNumber.FIRST_PLACE, after && place < Long.MAX_VALUE ? place + 1 : place);
    }
}
