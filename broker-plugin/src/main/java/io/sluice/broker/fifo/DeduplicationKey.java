package io.sluice.broker.fifo;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A deduplication id within its scope, shortened to 128 bits of a SHA-256: among a thousand million ids, the odds that
 * any two share a key are less than one in 10<sup>20</sup>.
 *
 * @param high the first 64 bits
 * @param low the next 64 bits
 */
public record DeduplicationKey(long high, long low) {

    /** Never used itself: to copy it is much faster than to ask the providers of the platform for another one. */
    private static final MessageDigest SHA_256 = unused();

    /**
     * The key of an id.
     *
     * @param group the message group; it matters only if the scope is the group
     */
    public static DeduplicationKey of(DeduplicationScope scope, CharSequence group, DeduplicationId id) {
        MessageDigest digest = sha256();
        if (scope == DeduplicationScope.MESSAGE_GROUP) {
            byte[] name = group.toString().getBytes(StandardCharsets.UTF_8);
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, name.length));
            digest.update(name);
        }
        ByteBuffer hash = ByteBuffer.wrap(digest.digest(id.value().getBytes(StandardCharsets.UTF_8)));
        return new DeduplicationKey(hash.getLong(), hash.getLong());
    }

    /** A new SHA-256. */
    public static MessageDigest sha256() {
        try {
            return (MessageDigest) SHA_256.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the SHA-256 of this Java platform cannot be copied", e);
        }
    }

    private static MessageDigest unused() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java platform has no SHA-256", e);
        }
    }
}
