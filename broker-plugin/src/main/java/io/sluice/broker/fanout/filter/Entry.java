package io.sluice.broker.fanout.filter;

import io.sluice.broker.fanout.filter.Conjunction.Condition;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A subscription with the policy that it has had since some moment. */
final class Entry<S> {

    private final Member<S> member;
    private final @Nullable FilterPolicy policy;
    private final Past past;
    private final List<Posting<S>> postings;

    /**
     * What was when the policy began.
     *
     * @param counts what had become of messages under earlier policies
     * @param traffic the traffic of the topic
     * @param matchedDespiteUnreadable of the subscription
     */
    record Past(FilterCounts counts, Traffic.Reading traffic, long matchedDespiteUnreadable) {}

    /**
     * @param policy null for everything
     * @param ways the conditions of each way to fit the policy
     */
    Entry(Member<S> member, @Nullable FilterPolicy policy, Past past, List<List<Condition>> ways) {
        this.member = member;
        this.policy = policy;
        this.past = past;
        List<Posting<S>> made = new ArrayList<>(ways.size());
        for (List<Condition> way : ways) {
            made.add(new Posting<>(member, way));
        }
        this.postings = List.copyOf(made);
    }

    Member<S> member() {
        return member;
    }

    @Nullable
    FilterPolicy policy() {
        return policy;
    }

    List<Posting<S>> postings() {
        return postings;
    }

    /** What begins with the policy that follows now. */
    Past endedAt(Traffic.Reading now) {
        return new Past(counts(now), now, member.matchedDespiteUnreadable());
    }

    /**
     * What became of the messages since the subscription is there. Messages are counted when they have been matched, so those under
     * way can make the difference too small, and never too large.
     */
    FilterCounts counts(Traffic.Reading now) {
        long matched = member.matched();
        long published = now.messages() - member.firstMessage();
        FilterCounts before = past.counts();
        long missed = Math.max(0, published - matched - before.filteredOut());
        long byBody = 0;
        long byInvalidBody = 0;
        long byAttributes = 0;
        long byInvalidAttributes = 0;
        if (policy != null && policy.scope() == FilterPolicyScope.MESSAGE_BODY) {
            byInvalidBody =
                    Math.min(missed, now.unreadableBodies() - past.traffic().unreadableBodies());
            byBody = missed - byInvalidBody;
        } else {
            long unreadable = now.unreadableAttributes() - past.traffic().unreadableAttributes();
            long despite = member.matchedDespiteUnreadable() - past.matchedDespiteUnreadable();
            byInvalidAttributes = Math.min(missed, Math.max(0, unreadable - despite));
            byAttributes = missed - byInvalidAttributes;
        }
        return new FilterCounts(
                matched + missed + before.filteredOut(),
                matched,
                before.filteredByAttributes() + byAttributes,
                before.filteredByInvalidAttributes() + byInvalidAttributes,
                before.filteredByBody() + byBody,
                before.filteredByInvalidBody() + byInvalidBody);
    }
}
