package io.sluice.broker.fifo;

/**
 * What makes two messages the same one: an id of the sender, or the SHA-256 of the body in hexadecimal digits. An id of
 * the sender that equals such a digest names the same message (SEMANTICS 2.2).
 *
 * @param value 1 to 128 letters, digits and punctuation characters of ASCII
 */
public record DeduplicationId(String value) {

    private static final int MAXIMUM_LENGTH = 128;

    /** @throws IllegalArgumentException with the text of SQS if the value is not allowed */
    public DeduplicationId {
        if (value.isEmpty() || value.length() > MAXIMUM_LENGTH || !isPrintableAscii(value)) {
            throw new IllegalArgumentException("Value " + value + " for parameter MessageDeduplicationId is invalid. "
                    + "Reason: MessageDeduplicationId can only include alphanumeric and punctuation characters. "
                    + "1 to 128 in length.");
        }
    }

    private static boolean isPrintableAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) <= ' ' || text.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }
}
