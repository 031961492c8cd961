package io.sluice.broker.stream;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names a shard of a stream. Shards are counted in the order of their creation; a number is never used again.
 *
 * @param index 0 or more
 */
public record ShardId(int index) implements Comparable<ShardId> {

    private static final String PREFIX = "shardId-";
    private static final int DIGITS = 12;
    private static final Pattern TEXT = Pattern.compile(PREFIX + "(\\d{" + DIGITS + "})");

    public ShardId {
        if (index < 0) {
            throw new IllegalArgumentException("shard number " + index + " is negative");
        }
    }

    /** @throws IllegalArgumentException if the text is not {@code shardId-} and twelve digits */
    public static ShardId parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches() || Long.parseLong(matcher.group(1)) > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "shard " + text + " is not the name of a shard, such as " + new ShardId(0));
        }
        return new ShardId(Integer.parseInt(matcher.group(1)));
    }

    /** Whether a text can only be meant as the name of a shard, be it a wrong one. */
    public static boolean isLikeName(String text) {
        return text.startsWith(PREFIX);
    }

    @Override
    public int compareTo(ShardId other) {
        return Integer.compare(index, other.index);
    }

    @Override
    public String toString() {
        String digits = Integer.toString(index);
        return PREFIX + "0".repeat(DIGITS - digits.length()) + digits;
    }
}
