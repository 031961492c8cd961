package io.sluice.broker.fanout.filter;

import io.sluice.broker.fanout.filter.Conjunction.Condition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One object for equal conditions of different subscriptions. A message that comes to many subscriptions then asks a few objects that are
 * at hand, not one for each subscription. Not thread-safe.
 */
final class SharedConditions {

    private record Shared(Condition condition, int uses) {}

    private final Map<Condition, Shared> shared = new HashMap<>();

    /** The conditions of each way to fit a policy; to be given back when the policy goes. */
    List<List<Condition>> take(@Nullable FilterPolicy policy) {
        List<List<Condition>> ways = new ArrayList<>();
        if (policy != null) {
            for (Conjunction way : policy.conjunctions()) {
                List<Condition> conditions = new ArrayList<>(way.conditions().size());
                way.conditions().forEach(condition -> conditions.add(take(condition)));
                ways.add(List.copyOf(conditions));
            }
        }
        return ways;
    }

    private Condition take(Condition condition) {
        Shared before = shared.get(condition);
        Shared after = before == null ? new Shared(condition, 1) : new Shared(before.condition, before.uses + 1);
        shared.put(after.condition, after);
        return after.condition;
    }

    void giveBack(@Nullable FilterPolicy policy) {
        if (policy != null) {
            policy.conjunctions().forEach(way -> way.conditions().forEach(this::giveBack));
        }
    }

    private void giveBack(Condition condition) {
        shared.computeIfPresent(
                condition, (key, use) -> use.uses == 1 ? null : new Shared(use.condition, use.uses - 1));
    }

    int size() {
        return shared.size();
    }
}
