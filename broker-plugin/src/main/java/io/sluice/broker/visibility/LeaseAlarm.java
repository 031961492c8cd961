package io.sluice.broker.visibility;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * When the leases of one consumer have to be looked at next: at the first deadline among them. A client that can be asked how far it has
 * come is asked at half time, once about each message that is the oldest then.
 *
 * <p>At most one alarm is set at a time. It is left as it is when the lease ends that it was set for: it goes off early, and is set again.
 * So settlements cost nothing here.
 *
 * <p>Not thread-safe; times are readings of one monotonic clock in nanoseconds.
 */
public final class LeaseAlarm {

    /** No alarm has to be set. */
    public static final long NONE = -1;

    private final boolean asks;
    private boolean isSet;
    private @Nullable Lease askedAbout;

    /** @param asks whether the client can be asked */
    public LeaseAlarm(boolean asks) {
        this.asks = asks;
    }

    /** Sets the alarm for these leases. @return in how many nanoseconds it must go off; {@link #NONE} if it is set already or nothing is in flight */
    public long set(ConsumerLeases leases, long nowNanos) {
        if (isSet) {
            return NONE;
        }
        OptionalLong deadline = leases.nextDeadline();
        if (deadline.isEmpty()) {
            return NONE;
        }
        isSet = true;
        long left = deadline.getAsLong() - nowNanos;
        return Math.max(0, asks && askedAbout != leases.oldest() ? left / 2 : left);
    }

    /** The leases are looked at, because it went off or for another reason: it can be set again. */
    public void wentOff() {
        isSet = false;
    }

    /**
     * Notes that the client is asked about its oldest message.
     *
     * @return false if there is none, it was asked about it before, or it cannot be asked
     */
    public boolean asksAbout(@Nullable Lease oldest) {
        if (!asks || oldest == null || oldest == askedAbout) {
            return false;
        }
        askedAbout = oldest;
        return true;
    }
}
