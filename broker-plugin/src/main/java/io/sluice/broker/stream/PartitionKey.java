package io.sluice.broker.stream;

import java.nio.charset.StandardCharsets;

/**
 * What a record belongs to: records of one key are in one shard, in order. Stored with the record.
 *
 * @param value 1 to 256 characters of Unicode
 */
public record PartitionKey(String value) {

    public static final int MAXIMUM_CHARACTERS = 256;

    /** What a key takes at most in UTF-8. */
    public static final int MAXIMUM_BYTES = 4 * MAXIMUM_CHARACTERS;

    /** @throws IllegalArgumentException if the key is empty or too long */
    public PartitionKey {
        int characters = value.codePointCount(0, value.length());
        if (characters < 1 || characters > MAXIMUM_CHARACTERS) {
            throw new IllegalArgumentException(
                    "partition key has " + characters + " characters; 1 to " + MAXIMUM_CHARACTERS + " are allowed");
        }
    }

    /** The MD5 of the key in UTF-8, which says what shard the record goes to. */
    public HashKey hashKey() {
        return HashKey.md5(utf8());
    }

    public byte[] utf8() {
        return value.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return value;
    }
}
