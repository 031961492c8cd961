package io.sluice.broker.admin.stream;

import io.sluice.broker.stream.ShardId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Shard iterators as text that says nothing to a client, and that only the owner of the key can make. The broker remembers
 * none of them: whoever has the same key reads them, after a restart too. Thread-safe.
 */
public final class ShardIterators {

    /** Bytes of a key. */
    public static final int KEY_BYTES = 32;

    private static final String ALGORITHM = "HmacSHA256";
    private static final int VERSION = 0;
    private static final int SEAL_BYTES = 16;

    private final SecretKeySpec key;

    /** @param key {@link #KEY_BYTES} bytes that nobody else knows */
    public ShardIterators(byte[] key) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("a key of " + key.length + " bytes; it must have " + KEY_BYTES);
        }
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    String text(ShardIterator iterator) {
        byte[] content = content(iterator);
        byte[] sealed = Arrays.copyOf(content, content.length + SEAL_BYTES);
        System.arraycopy(seal(content), 0, sealed, content.length, SEAL_BYTES);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
    }

    /** The iterator of this text; empty if it was not made with this key. */
    Optional<ShardIterator> parse(String text) {
        byte[] sealed;
        try {
            sealed = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (sealed.length <= SEAL_BYTES) {
            return Optional.empty();
        }
        byte[] content = Arrays.copyOf(sealed, sealed.length - SEAL_BYTES);
        byte[] seal = Arrays.copyOfRange(sealed, content.length, sealed.length);
        return MessageDigest.isEqual(seal, seal(content)) ? read(content) : Optional.empty();
    }

    private static byte[] content(ShardIterator iterator) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeInt(iterator.shard().index());
            out.writeLong(iterator.place());
            out.writeLong(iterator.issued().toEpochMilli());
            out.writeLong(iterator.created().toEpochMilli());
            out.writeUTF(iterator.stream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static Optional<ShardIterator> read(byte[] content) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(content))) {
            if (in.readByte() != VERSION) {
                return Optional.empty();
            }
            ShardId shard = new ShardId(in.readInt());
            long place = in.readLong();
            Instant issued = Instant.ofEpochMilli(in.readLong());
            Instant created = Instant.ofEpochMilli(in.readLong());
            return Optional.of(new ShardIterator(in.readUTF(), created, shard, place, issued));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] seal(byte[] content) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return Arrays.copyOf(mac.doFinal(content), SEAL_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java platform has no " + ALGORITHM, e);
        }
    }
}
