package io.sluice.broker.stream.shard;

import io.sluice.broker.stream.HashKey;
import io.sluice.broker.stream.HashKeyRange;
import io.sluice.broker.stream.ShardId;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A shard map as text, for whoever stores it: a line that says what it is, then a line for each shard.
 *
 * <pre>
 * shards 1 next 3 updates 1768867200000
 * 0 0 170141183460469231731687303715884105727 first 1 last 17 created 1768867200000 parents
 * 2 170141183460469231731687303715884105728 340282366920938463463374607431768211455 first 18 last - created 1768867200000 parents 0 1
 * </pre>
 */
public final class ShardMapText {

    private static final String TITLE = "shards 1 next";

    private ShardMapText() {}

    public static String write(ShardMap map) {
        String updates = map.countUpdates().stream()
                .map(update -> " " + update.toEpochMilli())
                .collect(Collectors.joining());
        String title = TITLE + " " + map.nextIndex() + " updates" + updates;
        return Stream.concat(Stream.of(title), map.shards().stream().map(ShardMapText::line))
                .collect(Collectors.joining("\n"));
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

    /** @throws IllegalArgumentException if the text is not what {@link #write} gives */
    public static ShardMap read(String text) {
        List<String> lines = text.lines().toList();
        if (lines.isEmpty() || !lines.get(0).startsWith(TITLE)) {
            throw new IllegalArgumentException("not the shards of a stream: " + text);
        }
        try {
            String[] title = lines.get(0).split(" ");
            List<Instant> updates = new ArrayList<>();
            for (int i = 5; i < title.length; i++) {
                updates.add(Instant.ofEpochMilli(Long.parseLong(title[i])));
            }
            List<Shard> shards = lines.stream().skip(1).map(ShardMapText::shard).toList();
            if (shards.stream().noneMatch(Shard::isOpen)) {
                throw new IllegalArgumentException("not the shards of a stream, none is open: " + text);
            }
            return new ShardMap(shards, Integer.parseInt(title[3]), updates);
        } catch (ArrayIndexOutOfBoundsException | NumberFormatException e) {
            throw new IllegalArgumentException("not the shards of a stream: " + text, e);
        }
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
