package io.sluice.broker.fifo;

/**
 * What a consumer has lately shown of its pace, by all groups that it works on: the most that it was soon done with. See {@link GroupPace}.
 *
 * <p>Not thread-safe.
 */
public final class OwnerPace {

    private int limit = GroupPace.START;
    private long shownNanos;

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
