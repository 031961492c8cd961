package io.sluice.broker.admin.stream;

import io.sluice.broker.admin.ControlRequest;
import io.sluice.broker.stream.SequenceNumber;
import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.StartPosition;
import io.sluice.broker.stream.StreamSettings;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * The fields of one request about streams, checked as they are read.
 *
 * @param request as it arrived
 * @param now when it is carried out
 */
record StreamRequest(ControlRequest request, Instant now) {

    private static final String STREAM_NAME = "StreamName";
    private static final String STREAM_ARN = "StreamARN";
    private static final long LEAST_EPOCH_MILLIS = 100_000_000_000L;
    private static final int MOST_DIGITS = 100;
    private static final Instant LATEST_TIME = Instant.parse("9999-12-31T23:59:59.999Z");

    /** The value of a field, or nothing if it is missing or empty. */
    Optional<String> optional(String field) {
        return Optional.ofNullable(request.field(field));
    }

    String required(String field) throws RequestRefusedException {
        String value = request.field(field);
        if (value == null) {
            throw RequestRefusedException.constraint(field, null, "not be null");
        }
        return value;
    }

    /** The stream that the request names by {@code StreamName} or {@code StreamARN}. */
    String stream() throws RequestRefusedException {
        String arn = request.field(STREAM_ARN);
        return streamIn(arn == null ? STREAM_NAME : STREAM_ARN);
    }

    String streamIn(String field) throws RequestRefusedException {
        String value = required(field);
        String name = StreamArn.stream(value);
        if (!StreamSettings.isStreamName(name)) {
            throw RequestRefusedException.constraint(
                    field, value, "satisfy regular expression pattern: [a-zA-Z0-9_.-]+ and have length 1 to 128");
        }
        return name;
    }

    int number(String field, int least, int greatest) throws RequestRefusedException {
        return checked(field, required(field), least, greatest);
    }

    int number(String field, int least, int greatest, int otherwise) throws RequestRefusedException {
        Optional<String> value = optional(field);
        return value.isPresent() ? checked(field, value.get(), least, greatest) : otherwise;
    }

    private static int checked(String field, String text, int least, int greatest) throws RequestRefusedException {
        try {
            int value = Integer.parseInt(text);
            if (value >= least && value <= greatest) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw RequestRefusedException.constraint(field, text, "be a whole number");
        }
        throw RequestRefusedException.constraint(field, text, "have value from " + least + " to " + greatest);
    }

    ShardId shard(String field) throws RequestRefusedException {
        return shardOf(required(field));
    }

    static ShardId shardOf(String text) throws RequestRefusedException {
        try {
            return ShardId.parse(text);
        } catch (IllegalArgumentException e) {
            throw RequestRefusedException.invalid(String.valueOf(e.getMessage()));
        }
    }

    SequenceNumber sequenceNumber(String field, ShardId shard) throws RequestRefusedException {
        try {
            return SequenceNumber.parse(required(field), shard);
        } catch (IllegalArgumentException e) {
            throw RequestRefusedException.invalid(field + ": " + e.getMessage());
        }
    }

    /** Where reading of a shard begins; the shard is asked for only where the position is in one. */
    StartPosition position(String type, String shardField, String sequenceField, String timestampField)
            throws RequestRefusedException {
        String text = required(type);
        return switch (text) {
            case "TRIM_HORIZON", "LATEST" -> StartPosition.parse(text);
            case "AT_TIMESTAMP" -> new StartPosition.AtTimestamp(timestamp(timestampField));
            case "AT_SEQUENCE_NUMBER" ->
                new StartPosition.AtSequenceNumber(sequenceNumber(sequenceField, shard(shardField)));
            case "AFTER_SEQUENCE_NUMBER" ->
                new StartPosition.AfterSequenceNumber(sequenceNumber(sequenceField, shard(shardField)));
            default ->
                throw RequestRefusedException.constraint(
                        type,
                        text,
                        "satisfy enum value set: [AFTER_SEQUENCE_NUMBER, LATEST, AT_TIMESTAMP, AT_SEQUENCE_NUMBER,"
                                + " TRIM_HORIZON]");
        };
    }

    /** Seconds since 1970, with or without a fraction; milliseconds since then; or a date and time of ISO 8601. To the year 9999. */
    private Instant timestamp(String field) throws RequestRefusedException {
        String text = required(field);
        try {
            Instant time = text.indexOf('T') > 0 ? Instant.parse(text) : sinceEpoch(text);
            if (time.isBefore(Instant.EPOCH) || time.isAfter(LATEST_TIME)) {
                throw RequestRefusedException.invalid(field + " " + text + " is not from 1970 to " + LATEST_TIME);
            }
            return time;
        } catch (DateTimeException | NumberFormatException e) {
            throw RequestRefusedException.invalid(field + " " + text
                    + " is no time; write seconds or milliseconds since 1970, or as in 2026-11-21T08:30:00Z");
        }
    }

    /** What is not within the years that a number can say is a time before 1970 or after {@link #LATEST_TIME}. */
    private static Instant sinceEpoch(String text) {
        if (text.length() > MOST_DIGITS) {
            return Instant.MAX;
        }
        BigDecimal number = new BigDecimal(text);
        if (number.signum() < 0) {
            return Instant.MIN;
        }
        if (number.compareTo(BigDecimal.valueOf(LATEST_TIME.toEpochMilli())) > 0) {
            return Instant.MAX;
        }
        boolean isMillis = number.compareTo(BigDecimal.valueOf(LEAST_EPOCH_MILLIS)) >= 0;
        return Instant.ofEpochMilli((isMillis ? number : number.movePointRight(3)).longValue());
    }
}
