package io.sluice.broker.fanout.filter;

import io.sluice.broker.fanout.filter.Conjunction.Condition;
import io.sluice.broker.fanout.filter.index.PostingIndex;
import io.sluice.broker.fanout.filter.index.Term;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One way to fit the policy of a subscription, as it lies in the index. Compared by identity. */
final class Posting<S> {

    private static final Condition[] NOTHING = {};

    private final Member<S> member;
    private final List<Condition> conditions;
    private List<Term> terms = List.of();
    private @Nullable Condition lastUndecided;
    private Condition[] undecided;

    Posting(Member<S> member, List<Condition> conditions) {
        this.member = member;
        this.conditions = conditions;
        this.undecided = conditions.toArray(new Condition[0]);
    }

    Member<S> member() {
        return member;
    }

    List<Condition> conditions() {
        return conditions;
    }

    /** Where it lies. */
    List<Term> terms() {
        return terms;
    }

    /** Whether a message that was looked up and found this meets what the look-up has left open. */
    boolean isCompletedBy(Content content) {
        if (lastUndecided != null) {
            return content.holds(lastUndecided);
        }
        for (Condition condition : undecided) {
            if (!content.holds(condition)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Chooses where to lie: under the key that brings the fewest messages, given what lies there already. To be called before it
     * is put into the index, and never again.
     */
    void settleIn(PostingIndex<?> index) {
        long lowest = Long.MAX_VALUE;
        Condition chosen = null;
        for (Condition condition : conditions) {
            if (!condition.asksForAbsence()) {
                List<Term> candidates = Term.of(condition.key(), condition.rules());
                long cost = index.cost(candidates);
                if (cost < lowest) {
                    lowest = cost;
                    terms = candidates;
                    chosen = condition;
                }
            }
        }
        if (chosen != null && terms.stream().allMatch(Term::decides)) {
            List<Condition> rest = new ArrayList<>(conditions);
            rest.remove(chosen);
            leaveOpen(rest);
        }
    }

    /** The usual one condition is kept without an array around it: one object less to fetch. */
    private void leaveOpen(List<Condition> rest) {
        lastUndecided = rest.size() == 1 ? rest.get(0) : null;
        undecided = rest.size() > 1 ? rest.toArray(NOTHING) : NOTHING;
    }
}
