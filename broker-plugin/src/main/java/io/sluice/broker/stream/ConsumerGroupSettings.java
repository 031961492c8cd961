package io.sluice.broker.stream;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How one consumer group reads a stream.
 *
 * @param startPosition where it begins, if it has no checkpoint: the oldest record, the newest, or a time
 * @param visibilityTimeout 0 s to 12 h: how long a consumer may work on its oldest record before it loses its shards
 * @param deadLetters what happens to a record that is received too often; empty delivers it again for ever
 */
public record ConsumerGroupSettings(
        StartPosition startPosition, Duration visibilityTimeout, Optional<DeadLetterPolicy> deadLetters) {

    public static final Duration MAXIMUM_TIMEOUT = Duration.ofHours(12);

    /** A shorter visibility timeout would send a record round without a pause. */
    public static final Duration SHORTEST_LEASE = Duration.ofMillis(50);

    public static final ConsumerGroupSettings DEFAULT =
            new ConsumerGroupSettings(StartPosition.LATEST, Duration.ofSeconds(30), Optional.empty());

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,128}");

    public ConsumerGroupSettings {
        if (startPosition instanceof StartPosition.AtSequenceNumber
                || startPosition instanceof StartPosition.AfterSequenceNumber) {
            throw new IllegalArgumentException("startPosition " + startPosition
                    + " is a place in one shard; a group begins at TRIM_HORIZON, LATEST or AT_TIMESTAMP");
        }
        if (visibilityTimeout.isNegative() || visibilityTimeout.compareTo(MAXIMUM_TIMEOUT) > 0) {
            throw new IllegalArgumentException("visibilityTimeout " + visibilityTimeout + " is outside 0s to 12h");
        }
    }

    /**
     * Whether a group may be named so in the configuration: with 1 to 128 letters, digits, {@code _}, {@code .} and {@code -}, and
     * not like a shard.
     */
    public static boolean isGroupName(String text) {
        return NAME.matcher(text).matches() && !ShardId.isLikeName(text);
    }

    /** How long a record is a consumer's: the visibility timeout, but at least {@link #SHORTEST_LEASE}. */
    public Duration leaseDuration() {
        return visibilityTimeout.compareTo(SHORTEST_LEASE) < 0 ? SHORTEST_LEASE : visibilityTimeout;
    }
}
