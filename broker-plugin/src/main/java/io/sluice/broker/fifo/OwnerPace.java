package io.sluice.broker.fifo;

import java.util.function.IntSupplier;

/**
 * What a consumer can take: how many messages at present, whatever group they are of, and how many of one group by the pace that it has
 * lately shown by all that it works on, which is the most that it was soon done with. See {@link GroupPace}.
 *
 * <p>Not thread-safe.
 */
public final class OwnerPace {

    /** The room of a consumer that is the only one: nobody else is offered in vain what it cannot take. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    private final IntSupplier room;
    private int limit = GroupPace.START;
    private long shownNanos;

    /** @param room how many messages the consumer can be given now, or {@link #UNLIMITED} */
    public OwnerPace(IntSupplier room) {
        this.room = room;
    }

    int room() {
        return room.getAsInt();
    }

    /** How many messages of a group it may be given that others were as fast with. */
    int limit(long nowNanos) {
        return nowNanos - shownNanos > GroupPace.SLOW_NANOS ? GroupPace.START : limit;
    }

    /** It has earned this limit in one of its groups. */
    void isFast(int earned, long nowNanos) {
        limit = Math.max(earned, limit(nowNanos));
        shownNanos = nowNanos;
    }

    /** It has lost what is above this limit in one of its groups. */
    void isSlow(int left) {
        limit = Math.min(limit, left);
    }

    /** A message that it had came back. */
    void fails() {
        limit = GroupPace.START;
    }
}
