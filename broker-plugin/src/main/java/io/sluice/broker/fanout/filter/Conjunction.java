package io.sluice.broker.fanout.filter;

import io.sluice.broker.fanout.filter.rule.Rule;
import io.sluice.broker.fanout.filter.rule.Value;
import java.util.List;
import java.util.Set;

/**
 * One way to fit a policy: conditions on different keys that must hold together. A policy without {@code $or} has one, unless it
 * allows a key to be absent as an alternative to a value.
 */
record Conjunction(Set<Condition> conditions) {

    Conjunction {
        conditions = Set.copyOf(conditions);
    }

    /**
     * What is asked of one key.
     *
     * @param rules one of them must accept a value of the key; if there are none, the key must be absent
     */
    record Condition(String key, Set<Rule> rules) {

        Condition {
            rules = Set.copyOf(rules);
        }

        boolean asksForAbsence() {
            return rules.isEmpty();
        }

        boolean accepts(List<Value> values) {
            for (Value value : values) {
                for (Rule rule : rules) {
                    if (rule.accepts(value)) {
                        return true;
                    }
                }
            }
            return false;
        }
    }
}
