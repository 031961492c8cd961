package io.sluice.broker.fanout;

/** Within what the deduplication id of a message to a FIFO topic is unique; {@code FifoThroughputScope} of SNS. */
public enum TopicDeduplicationScope {
    TOPIC,
    MESSAGE_GROUP
}
