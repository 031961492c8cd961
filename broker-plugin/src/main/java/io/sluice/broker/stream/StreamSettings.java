package io.sluice.broker.stream;

import io.sluice.broker.message.ByteSize;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What {@code sluice.yaml} says about one stream.
 *
 * @param capacityMode who decides how many shards there are
 * @param shards 1 to 10,000: with how many the stream begins; later their number is the stream's own
 * @param retention 24 h to 365 d
 * @param retentionSize what all segments together may take; the oldest go first, whatever their age. Empty: no limit
 * @param maximumRecordSize 1 KiB to 10 MiB, of a record's data and partition key together
 * @param throughputLimits whether shards refuse more than their share; off, only the disk is a limit
 * @param consumerGroups the groups that exist from the start, by name, in the order of the file
 */
public record StreamSettings(
        CapacityMode capacityMode,
        int shards,
        Duration retention,
        Optional<ByteSize> retentionSize,
        ByteSize maximumRecordSize,
        boolean throughputLimits,
        Map<String, ConsumerGroupSettings> consumerGroups) {

    public static final int MAXIMUM_SHARDS = 10_000;
    public static final Duration MINIMUM_RETENTION = Duration.ofHours(24);
    public static final Duration MAXIMUM_RETENTION = Duration.ofDays(365);
    public static final ByteSize MINIMUM_RETENTION_SIZE = ByteSize.ofMebibytes(64);
    public static final ByteSize LEAST_MAXIMUM_RECORD_SIZE = ByteSize.ofKibibytes(1);
    public static final ByteSize GREATEST_MAXIMUM_RECORD_SIZE = ByteSize.ofMebibytes(10);

    /** How many shards an on-demand stream begins with: 4 MiB/s of writes (SEMANTICS 4.5). */
    public static final int ON_DEMAND_SHARDS = 4;

    public static final StreamSettings DEFAULT = new StreamSettings(
            CapacityMode.PROVISIONED, 1, MINIMUM_RETENTION, Optional.empty(), ByteSize.ofMebibytes(1), true, Map.of());

    private static final Pattern NAME = Pattern.compile("(?=.*[A-Za-z0-9])[A-Za-z0-9_.-]{1,128}");

    public StreamSettings {
        if (shards < 1 || shards > MAXIMUM_SHARDS) {
            throw new IllegalArgumentException("shards " + shards + " is outside 1 to " + MAXIMUM_SHARDS);
        }
        if (retention.compareTo(MINIMUM_RETENTION) < 0 || retention.compareTo(MAXIMUM_RETENTION) > 0) {
            throw new IllegalArgumentException("retention " + retention + " is outside 24h to 365d");
        }
        if (retentionSize
                .filter(size -> size.compareTo(MINIMUM_RETENTION_SIZE) < 0)
                .isPresent()) {
            throw new IllegalArgumentException(
                    "retentionSize " + retentionSize.get() + " is below " + MINIMUM_RETENTION_SIZE);
        }
        if (maximumRecordSize.compareTo(LEAST_MAXIMUM_RECORD_SIZE) < 0
                || maximumRecordSize.compareTo(GREATEST_MAXIMUM_RECORD_SIZE) > 0) {
            throw new IllegalArgumentException("maximumRecordSize " + maximumRecordSize + " is outside "
                    + LEAST_MAXIMUM_RECORD_SIZE + " to " + GREATEST_MAXIMUM_RECORD_SIZE);
        }
        consumerGroups.keySet().forEach(StreamSettings::checkGroupName);
        consumerGroups = Collections.unmodifiableMap(new LinkedHashMap<>(consumerGroups));
    }

    private static void checkGroupName(String name) {
        if (!ConsumerGroupSettings.isGroupName(name)) {
            throw new IllegalArgumentException(
                    "consumerGroups has the name " + name
                            + "; 1 to 128 letters, digits, '_', '.' and '-' are allowed, and no name that begins with shardId-");
        }
    }

    /**
     * Whether a stream may have this name: 1 to 128 letters, digits, {@code _}, {@code .} and {@code -}, with a letter or
     * digit among them.
     */
    public static boolean isStreamName(String text) {
        return NAME.matcher(text).matches();
    }

    /**
     * Checks a record before it is stored.
     *
     * @param dataBytes size of its data
     * @param key its partition key; empty if it has none
     * @throws IllegalArgumentException with both sizes if the record is too large for this stream
     */
    public void checkRecordSize(long dataBytes, Optional<PartitionKey> key) {
        long size = dataBytes
                + key.map(PartitionKey::utf8).map(bytes -> bytes.length).orElse(0);
        if (size > maximumRecordSize.bytes()) {
            throw new IllegalArgumentException(
                    "record has " + size + " bytes with its partition key; this stream takes " + maximumRecordSize
                            + " (" + maximumRecordSize.bytes() + " bytes)");
        }
    }
}
