package io.sluice.broker.stream.segment;

/** What a reader got. */
public sealed interface ReadOutcome {

    /** There is no further record now. */
    ReadOutcome CAUGHT_UP = new CaughtUp();

    /** There will never be a further record: the shard is closed. */
    ReadOutcome FINISHED = new Finished();

    /** A record. */
    record Next(StoredRecord record) implements ReadOutcome {}

    /** See {@link #CAUGHT_UP}. */
    record CaughtUp() implements ReadOutcome {}

    /** See {@link #FINISHED}. */
    record Finished() implements ReadOutcome {}

    /**
     * The records at which the reader stood are not kept any more; it stands at the oldest that is.
     *
     * @param from place of the first record that it missed
     * @param horizon place where it stands now
     */
    record Trimmed(long from, long horizon) implements ReadOutcome {}
}
