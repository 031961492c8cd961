package io.sluice.broker.fanout.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** A subscription with the policy that it has had since some moment. */
final class Entry<S> {

    private final S subscription;
    private final @Nullable FilterPolicy policy;
    private final FilterCounts before;
    private final Traffic.Reading start;
    private final LongAdder matched = new LongAdder();
    private final LongAdder matchedDespiteUnreadable = new LongAdder();
    private final List<Posting<S>> postings;

    /**
     * @param policy null for everything
     * @param before what was counted under earlier policies
     * @param start the traffic of the topic up to now
     */
    Entry(S subscription, @Nullable FilterPolicy policy, FilterCounts before, Traffic.Reading start) {
        this.subscription = subscription;
        this.policy = policy;
        this.before = before;
        this.start = start;
        List<Posting<S>> made = new ArrayList<>();
        if (policy != null) {
            policy.conjunctions().forEach(way -> made.add(new Posting<>(this, way)));
        }
        this.postings = List.copyOf(made);
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
        matched.increment();
        if (!readable) {
            matchedDespiteUnreadable.increment();
        }
    }

    FilterCounts counts(Traffic.Reading now) {
        long published = now.messages() - start.messages();
        long match = matched.sum();
        long missed = Math.max(0, published - match);
        FilterCounts counts;
        if (policy == null) {
            counts = new FilterCounts(match, match, 0, 0, 0, 0);
        } else if (policy.scope() == FilterPolicyScope.MESSAGE_BODY) {
            long invalid = Math.min(missed, now.unreadableBodies() - start.unreadableBodies());
            counts = new FilterCounts(match + missed, match, 0, 0, missed - invalid, invalid);
        } else {
            long unreadable = now.unreadableAttributes() - start.unreadableAttributes();
            long invalid = Math.min(missed, Math.max(0, unreadable - matchedDespiteUnreadable.sum()));
            counts = new FilterCounts(match + missed, match, missed - invalid, invalid, 0, 0);
        }
        return before.plus(counts);
    }
}
