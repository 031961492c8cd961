package io.sluice.broker.stream.shard;

import io.sluice.broker.stream.HashKey;
import io.sluice.broker.stream.HashKeyRange;
import io.sluice.broker.stream.ShardId;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * A shard map as text, for whoever stores it: a line that says what it is, a line for each shard, and the checksum of all of that,
 * CRC-32C in hexadecimal.
 *
 * <pre>
 * shards 2 next 3 updates 1768867200000
 * 0 0 170141183460469231731687303715884105727 first 1 last 17 created 1768867200000 parents
 * 2 170141183460469231731687303715884105728 340282366920938463463374607431768211455 first 18 last - created 1768867200000 parents 0 1
 * checksum 0a1b2c3d
 * </pre>
 *
 * <p>Version 1, of which there may be files, had no checksum. Of either, a text is refused whose open shards leave keys out, as one that is
 * cut off does.
 */
public final class ShardMapText {

    private static final String TITLE = "shards 2 next";
    private static final String TITLE_WITHOUT_CHECKSUM = "shards 1 next";
    private static final String CHECKSUM = "checksum ";
    private static final String NOT_SHARDS = "not the shards of a stream, or damaged: ";

    private ShardMapText() {}

    public static String write(ShardMap map) {
        String updates = map.countUpdates().stream()
                .map(update -> " " + update.toEpochMilli())
                .collect(Collectors.joining());
        String title = TITLE + " " + map.nextIndex() + " updates" + updates;
        String text = Stream.concat(Stream.of(title), map.shards().stream().map(ShardMapText::line))
                .collect(Collectors.joining("\n", "", "\n"));
        return text + CHECKSUM + checksum(text) + "\n";
    }

    private static String checksum(String text) {
        CRC32C checksum = new CRC32C();
        checksum.update(text.getBytes(StandardCharsets.UTF_8));
        return String.format(Locale.ROOT, "%08x", checksum.getValue());
    }

    private static String line(Shard shard) {
        String last = shard.isOpen() ? "-" : Long.toString(shard.lastPlace().getAsLong());
        String parents =
                shard.parents().stream().map(parent -> " " + parent.index()).collect(Collectors.joining());
        return shard.id().index() + " " + shard.range().first() + " "
                + shard.range().last() + " first "
                + shard.firstPlace() + " last " + last + " created "
                + shard.created().toEpochMilli() + " parents" + parents;
    }

    /** @throws IllegalArgumentException if the text is not what {@link #write} gives, or gave in version 1; it says why */
    public static ShardMap read(String text) {
        if (text.startsWith(TITLE)) {
            return parse(checked(text));
        }
        if (text.startsWith(TITLE_WITHOUT_CHECKSUM)) {
            return parse(text);
        }
        throw new IllegalArgumentException(
                NOT_SHARDS + "it does not begin with \"" + TITLE + "\" or \"" + TITLE_WITHOUT_CHECKSUM + "\"");
    }

    /** What the checksum is of. */
    private static String checked(String text) {
        int at = text.lastIndexOf("\n" + CHECKSUM) + 1;
        if (at == 0) {
            throw new IllegalArgumentException(NOT_SHARDS + "its end with the checksum is missing");
        }
        String content = text.substring(0, at);
        String said = text.substring(at + CHECKSUM.length()).strip();
        if (!said.equals(checksum(content))) {
            throw new IllegalArgumentException(
                    NOT_SHARDS + "its checksum is " + checksum(content) + ", and it says " + said);
        }
        return content;
    }

    private static ShardMap parse(String text) {
        List<String> lines = text.lines().toList();
        try {
            String[] title = lines.get(0).split(" ");
            List<Instant> updates = new ArrayList<>();
            for (int i = 5; i < title.length; i++) {
                updates.add(Instant.ofEpochMilli(Long.parseLong(title[i])));
            }
            List<Shard> shards = lines.stream().skip(1).map(ShardMapText::shard).toList();
            ShardMap map = new ShardMap(shards, Integer.parseInt(title[3]), updates);
            if (!isComplete(map.open())) {
                throw new IllegalArgumentException(NOT_SHARDS + "its open shards do not have all keys");
            }
            return map;
        } catch (ArrayIndexOutOfBoundsException | NumberFormatException e) {
            throw new IllegalArgumentException(NOT_SHARDS + "a line of it is not as it should be", e);
        }
    }

    /** @param open in the order of their keys */
    private static boolean isComplete(List<Shard> open) {
        for (int i = 1; i < open.size(); i++) {
            if (!open.get(i - 1).range().isAdjacentTo(open.get(i).range())) {
                return false;
            }
        }
        return !open.isEmpty()
                && open.get(0).range().first().equals(HashKey.LEAST)
                && open.get(open.size() - 1).range().last().equals(HashKey.GREATEST);
    }

    private static Shard shard(String line) {
        String[] words = line.split(" ");
        List<ShardId> parents = new ArrayList<>();
        for (int i = 10; i < words.length; i++) {
            parents.add(new ShardId(Integer.parseInt(words[i])));
        }
        return new Shard(
                new ShardId(Integer.parseInt(words[0])),
                new HashKeyRange(HashKey.of(new BigInteger(words[1])), HashKey.of(new BigInteger(words[2]))),
                parents,
                Long.parseLong(words[4]),
                words[6].equals("-") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(words[6])),
                Instant.ofEpochMilli(Long.parseLong(words[8])));
    }
}
