package io.sluice.broker.stream.group;

import io.sluice.broker.stream.ShardId;

/**
 * Up to where a group has processed a shard; what is stored of it.
 *
 * @param next place of the first record that is not processed: every one below is
 * @param isFinished the shard is closed and all of it is processed
 */
public record Checkpoint(ShardId shard, long next, boolean isFinished) {

    private static final String FINISHED = "SHARD_END";

    /**
     * Whether a shard can have been read up to here. A checkpoint outlives the files of its stream if somebody deletes them.
     *
     * @param nextPlace of the shard: one above its last record
     * @param isClosed whether the shard gets no more records
     */
    public boolean isWithin(long nextPlace, boolean isClosed) {
        return isFinished ? isClosed && next == nextPlace : next <= nextPlace;
    }

    /** As text, for whoever stores it: {@code shardId-000000000000 17}. */
    public String text() {
        return shard + " " + next + (isFinished ? " " + FINISHED : "");
    }

    /** @throws IllegalArgumentException if the text is not what {@link #text} gives */
    public static Checkpoint parse(String text) {
        String[] words = text.split(" ", -1);
        boolean isFinished = words.length == 3 && words[2].equals(FINISHED);
        if (words.length != 2 && !isFinished) {
            throw new IllegalArgumentException("not a checkpoint: " + text);
        }
        return new Checkpoint(ShardId.parse(words[0]), Long.parseLong(words[1]), isFinished);
    }
}
