package io.sluice.broker.fifo;

import java.time.Duration;

/**
 * How a FIFO queue recognises a message that it has accepted before.
 *
 * @param contentBased whether a message without an id gets the SHA-256 of its body for one; if not, it is refused
 * @param scope within what an id is unique
 */
public record DeduplicationSettings(boolean contentBased, DeduplicationScope scope) {

    /** How long an id is remembered, from its first accepted message; repeats do not prolong it (SEMANTICS 2.2). */
    public static final Duration WINDOW = Duration.ofMinutes(5);

    public static final DeduplicationSettings DEFAULT = new DeduplicationSettings(false, DeduplicationScope.QUEUE);
}
