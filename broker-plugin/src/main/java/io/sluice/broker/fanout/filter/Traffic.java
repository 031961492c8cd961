package io.sluice.broker.fanout.filter;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what all subscriptions of a topic have in common, so that a message changes a few counters and not one for each
 * subscription that it passes by.
 */
final class Traffic {

    private final LongAdder messages = new LongAdder();
    private final LongAdder unreadableAttributes = new LongAdder();
    private final LongAdder unreadableBodies = new LongAdder();

    /** What was counted up to some moment. */
    record Reading(long messages, long unreadableAttributes, long unreadableBodies) {}

    void count(boolean attributesReadable, boolean bodyReadable) {
        messages.increment();
        if (!attributesReadable) {
            unreadableAttributes.increment();
        }
        if (!bodyReadable) {
            unreadableBodies.increment();
        }
    }

    Reading read() {
        return new Reading(messages.sum(), unreadableAttributes.sum(), unreadableBodies.sum());
    }
}
