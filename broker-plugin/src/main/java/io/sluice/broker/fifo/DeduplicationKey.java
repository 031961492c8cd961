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

    /** To ask the providers of the platform for a new one takes much longer than to use it. */
    private static final ThreadLocal<MessageDigest> SHA_256 = ThreadLocal.withInitial(DeduplicationKey::newDigest);

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

    /** An SHA-256 of nothing yet, for the calling thread until it asks for the next one. */
    public static MessageDigest sha256() {
        MessageDigest digest = SHA_256.get();
        digest.reset();
        return digest;
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java platform has no SHA-256", e);
        }
    }
}
