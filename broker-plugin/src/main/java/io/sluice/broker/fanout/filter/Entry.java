package io.sluice.broker.fanout.filter;

import io.sluice.broker.fanout.filter.Conjunction.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.jspecify.annotations.Nullable;

/** A subscription with the policy that it has had since some moment. */
final class Entry<S> {

    // in the entry itself, because it is at hand when it is counted: objects of their own would be two more to fetch
    @SuppressWarnings("rawtypes")
    private static final AtomicLongFieldUpdater<Entry> MATCHED =
            AtomicLongFieldUpdater.newUpdater(Entry.class, "matched");

    @SuppressWarnings("rawtypes")
    private static final AtomicLongFieldUpdater<Entry> MATCHED_DESPITE_UNREADABLE =
            AtomicLongFieldUpdater.newUpdater(Entry.class, "matchedDespiteUnreadable");

    private final S subscription;
    private final @Nullable FilterPolicy policy;
    private final FilterCounts before;
    private final Traffic.Reading start;
    private final List<Posting<S>> postings;
    private volatile long matched;
    private volatile long matchedDespiteUnreadable;

    /**
     * @param policy null for everything
     * @param before what was counted under earlier policies
     * @param start the traffic of the topic up to now
     * @param ways the conditions of each way to fit the policy
     */
    Entry(
            S subscription,
            @Nullable FilterPolicy policy,
            FilterCounts before,
            Traffic.Reading start,
            List<List<Condition>> ways) {
        this.subscription = subscription;
        this.policy = policy;
        this.before = before;
        this.start = start;
        this.postings = postings(this, ways);
    }

    private static <S> List<Posting<S>> postings(Entry<S> entry, List<List<Condition>> ways) {
        List<Posting<S>> postings = new ArrayList<>(ways.size());
        for (List<Condition> way : ways) {
            postings.add(new Posting<>(entry, way));
        }
        return List.copyOf(postings);
    }

    S subscription() {
        return subscription;
    }

    @Nullable
    FilterPolicy policy() {
        return policy;
    }

    List<Posting<S>> postings() {
        return postings;
    }

    void countMatch(boolean readable) {
        MATCHED.incrementAndGet(this);
        if (!readable) {
            MATCHED_DESPITE_UNREADABLE.incrementAndGet(this);
        }
    }

    FilterCounts counts(Traffic.Reading now) {
        long published = now.messages() - start.messages();
        long match = matched;
        long missed = Math.max(0, published - match);
        FilterCounts counts;
        if (policy == null) {
            counts = new FilterCounts(match, match, 0, 0, 0, 0);
        } else if (policy.scope() == FilterPolicyScope.MESSAGE_BODY) {
            long invalid = Math.min(missed, now.unreadableBodies() - start.unreadableBodies());
            counts = new FilterCounts(match + missed, match, 0, 0, missed - invalid, invalid);
        } else {
            long unreadable = now.unreadableAttributes() - start.unreadableAttributes();
            long invalid = Math.min(missed, Math.max(0, unreadable - matchedDespiteUnreadable));
            counts = new FilterCounts(match + missed, match, missed - invalid, invalid, 0, 0);
        }
        return before.plus(counts);
    }
}
