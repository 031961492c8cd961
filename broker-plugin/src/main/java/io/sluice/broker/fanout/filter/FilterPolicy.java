package io.sluice.broker.fanout.filter;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which messages a subscription wants, in the language of Amazon SNS.
 *
 * <p>A policy is a JSON object of keys with lists: a message fits if for each key one entry of the list accepts a value of the
 * message. {@code $or} joins policies of which one suffices. An instance that exists is valid. Two policies of the same scope are
 * equal if they ask for the same, whatever the order in which they say it. Immutable.
 */
public final class FilterPolicy {

    /** Keys with a list in a policy; those above them do not count, nor does {@code $or}. */
    public static final int MAXIMUM_KEYS = 5;

    /** Product of (entries × nesting depth) of each key, branches of {@code $or} added up. */
    public static final int MAXIMUM_COMBINATIONS = 150;

    /** Sum over the patterns with wildcards: 1 for one wildcard or an excluded pattern, 3 for several wildcards. */
    public static final int MAXIMUM_WILDCARD_COMPLEXITY = 100;

    /** Size of the text in UTF-8. */
    public static final int MAXIMUM_BYTES = 256 * 1024;

    private final String json;
    private final FilterPolicyScope scope;
    private final Set<Conjunction> conjunctions;

    FilterPolicy(String json, FilterPolicyScope scope, Set<Conjunction> conjunctions) {
        this.json = json;
        this.scope = scope;
        this.conjunctions = Set.copyOf(conjunctions);
    }

    /**
     * Checks a policy.
     *
     * @param json a JSON object; the empty object accepts every message
     * @throws InvalidFilterPolicyException whose message says what is wrong, in the words of SNS
     */
    public static FilterPolicy parse(String json, FilterPolicyScope scope) throws InvalidFilterPolicyException {
        return PolicyParser.parse(json, scope);
    }

    /** The policy as it was written, without white space. */
    public String json() {
        return json;
    }

    /** What the policy looks at. */
    public FilterPolicyScope scope() {
        return scope;
    }

    /** The ways to fit the policy; one suffices. */
    Set<Conjunction> conjunctions() {
        return conjunctions;
    }

    /** Whether every message fits. */
    boolean acceptsEverything() {
        return conjunctions.stream().anyMatch(way -> way.conditions().isEmpty());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FilterPolicy policy
                && scope == policy.scope
                && conjunctions.equals(policy.conjunctions);
    }

    @Override
    public int hashCode() {
        return 31 * scope.hashCode() + conjunctions.hashCode();
    }

    @Override
    public String toString() {
        return scope + " " + json;
    }
}
