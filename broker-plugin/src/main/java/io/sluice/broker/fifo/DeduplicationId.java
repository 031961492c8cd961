package io.sluice.broker.fifo;

/**
 * What makes two messages the same one: an id of the sender, or the SHA-256 of the body in hexadecimal digits. An id of
 * the sender that equals such a digest names the same message (SEMANTICS 2.2).
 *
 * @param value any text; unlike SQS, because JMS applications have ids of their own
 */
public record DeduplicationId(String value) {

    /** @throws IllegalArgumentException if the value is empty */
    public DeduplicationId {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("a deduplication id must not be empty");
        }
    }
}
