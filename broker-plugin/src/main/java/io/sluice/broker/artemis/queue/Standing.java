package io.sluice.broker.artemis.queue;

import org.jspecify.annotations.Nullable;

/**
 * How a consumer stands against its in-flight cap.
 *
 * @param full it may not be given another message
 * @param elastic its cap may grow
 * @param cap how many messages it may hold now
 * @param lastSettledNanos monotonic time of its last settlement
 * @param youngest its last delivery
 */
record Standing(
        boolean full,
        boolean elastic,
        int cap,
        long lastSettledNanos,
        @Nullable LeasedReference youngest) {}
