package io.sluice.broker.fanout.filter;

import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/**
 * A subscription, whatever its policies, with what it got. Counts are in the object itself, because it is at hand when they change: an
 * object of its own would be one more to fetch for every match.
 */
final class Member<S> {

    @SuppressWarnings("rawtypes")
    private static final AtomicLongFieldUpdater<Member> MATCHED =
            AtomicLongFieldUpdater.newUpdater(Member.class, "matched");

    @SuppressWarnings("rawtypes")
    private static final AtomicLongFieldUpdater<Member> MATCHED_DESPITE_UNREADABLE =
            AtomicLongFieldUpdater.newUpdater(Member.class, "matchedDespiteUnreadable");

    private final S subscription;
    private final long firstMessage;
    private volatile long matched;
    private volatile long matchedDespiteUnreadable;

    /** @param firstMessage messages of the topic before this subscription */
    Member(S subscription, long firstMessage) {
        this.subscription = subscription;
        this.firstMessage = firstMessage;
    }

    S subscription() {
        return subscription;
    }

    long firstMessage() {
        return firstMessage;
    }

    void countMatch(boolean readable) {
        MATCHED.incrementAndGet(this);
        if (!readable) {
            MATCHED_DESPITE_UNREADABLE.incrementAndGet(this);
        }
    }

    long matched() {
        return matched;
    }

    /** Messages that it got although some property that a policy names could not be read. */
    long matchedDespiteUnreadable() {
        return matchedDespiteUnreadable;
    }
}
