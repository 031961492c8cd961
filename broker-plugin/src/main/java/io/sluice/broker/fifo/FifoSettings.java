package io.sluice.broker.fifo;

import java.util.Optional;

/**
 * What {@code sluice.yaml} says about one FIFO queue beyond what it says about any queue.
 *
 * @param maxInFlightPerGroup how many messages of one group its owner may hold
 * @param retryMode what a message that comes back with a delay does to its group
 * @param defaultMessageGroup the group of a message that names none; empty refuses such a message
 * @param deduplication how a message is recognised that was accepted before
 */
public record FifoSettings(
        GroupLimit maxInFlightPerGroup,
        RetryMode retryMode,
        Optional<String> defaultMessageGroup,
        DeduplicationSettings deduplication) {

    /** Longest name of a message group in the configuration (SEMANTICS 2.1). */
    public static final int MAXIMUM_GROUP_LENGTH = 128;

    /** Longest name of a group that a message may have: JMS applications have names of their own, but they take memory. */
    public static final int MAXIMUM_GROUP_LENGTH_OF_MESSAGE = 1_024;

    public static final FifoSettings DEFAULT = new FifoSettings(
            new GroupLimit.Auto(), RetryMode.BLOCK_GROUP, Optional.empty(), DeduplicationSettings.DEFAULT);

    private static final String SUFFIX = ".fifo";

    public FifoSettings {
        if (defaultMessageGroup.filter(group -> !isGroupName(group)).isPresent()) {
            throw new IllegalArgumentException("defaultMessageGroup must be 1 to " + MAXIMUM_GROUP_LENGTH
                    + " letters, digits or punctuation marks of ASCII");
        }
    }

    /** Whether the queue of this name is a FIFO queue. */
    public static boolean isFifo(String queueName) {
        return queueName.endsWith(SUFFIX);
    }

    /** Whether SQS would take this as the name of a message group: ASCII without white space and control characters. */
    public static boolean isGroupName(String text) {
        return !text.isEmpty()
                && text.length() <= MAXIMUM_GROUP_LENGTH
                && text.chars().allMatch(character -> character > ' ' && character < 0x7F);
    }
}
