package io.sluice.broker.queue;

import io.sluice.broker.fifo.FifoSettings;
import io.sluice.broker.message.ByteSize;
import io.sluice.broker.redrive.RedrivePolicy;
import io.sluice.broker.visibility.VisibilitySettings;
import java.time.Duration;
import java.util.Optional;

/**
 * What {@code sluice.yaml} says about one queue; the ranges are those of SEMANTICS 1.2.
 *
 * @param visibility leases of received messages
 * @param delay 0 s to 15 min before a sent message can be received, unless the message carries a delay of its own
 * @param retention 60 s to 14 d from the time of sending
 * @param maximumMessageSize 1 KiB to 1 MiB
 * @param redrivePolicy where a message goes that was received too often; empty means never
 * @param fifo order within message groups; without effect on a queue whose name says that it is not FIFO
 */
public record QueueSettings(
        VisibilitySettings visibility,
        Duration delay,
        Duration retention,
        ByteSize maximumMessageSize,
        Optional<RedrivePolicy> redrivePolicy,
        FifoSettings fifo) {

    public static final Duration MAXIMUM_DELAY = Duration.ofMinutes(15);
    public static final Duration MINIMUM_RETENTION = Duration.ofSeconds(60);
    public static final Duration MAXIMUM_RETENTION = Duration.ofDays(14);
    public static final ByteSize MINIMUM_SIZE_LIMIT = ByteSize.ofKibibytes(1);
    public static final ByteSize MAXIMUM_SIZE_LIMIT = ByteSize.ofMebibytes(1);

    public static final QueueSettings DEFAULT = new QueueSettings(
            VisibilitySettings.DEFAULT,
            Duration.ZERO,
            Duration.ofDays(4),
            MAXIMUM_SIZE_LIMIT,
            Optional.empty(),
            FifoSettings.DEFAULT);

    public QueueSettings {
        if (delay.isNegative() || delay.compareTo(MAXIMUM_DELAY) > 0) {
            throw new IllegalArgumentException("delay " + delay + " is outside 0s to 15m");
        }
        if (retention.compareTo(MINIMUM_RETENTION) < 0 || retention.compareTo(MAXIMUM_RETENTION) > 0) {
            throw new IllegalArgumentException("retention " + retention + " is outside 60s to 14d");
        }
        if (maximumMessageSize.compareTo(MINIMUM_SIZE_LIMIT) < 0
                || maximumMessageSize.compareTo(MAXIMUM_SIZE_LIMIT) > 0) {
            throw new IllegalArgumentException("maximumMessageSize " + maximumMessageSize + " is outside 1KiB to 1MiB");
        }
    }
}
