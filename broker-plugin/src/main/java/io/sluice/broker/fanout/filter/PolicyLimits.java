package io.sluice.broker.fanout.filter;

import static io.sluice.broker.fanout.filter.RuleParser.refused;

import io.sluice.broker.fanout.filter.rule.WildcardPattern;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * How large a policy may be: keys, combinations and wildcards, counted as SNS counts them. They bound what a policy can cost to match.
 */
final class PolicyLimits {

    private static final long BEYOND_ALL_LIMITS = Integer.MAX_VALUE;

    private final Set<String> keys = new HashSet<>();
    private long wildcardPoints;

    private PolicyLimits() {}

    /** Checks a policy whose structure is sound. */
    static void check(Json.Members policy) throws InvalidFilterPolicyException {
        PolicyLimits limits = new PolicyLimits();
        long combinations = limits.combinations(policy, "", 1);
        if (limits.keys.size() > FilterPolicy.MAXIMUM_KEYS) {
            throw refused("Filter policy can not have more than " + FilterPolicy.MAXIMUM_KEYS + " keys");
        }
        if (combinations > FilterPolicy.MAXIMUM_COMBINATIONS
                || limits.wildcardPoints > FilterPolicy.MAXIMUM_WILDCARD_COMPLEXITY) {
            throw refused("Filter policy is too complex");
        }
    }

    /** Product of (entries × nesting depth) of each key; branches of {@code $or} are added up. */
    private long combinations(Json.Members policy, String above, int depth) {
        long product = 1;
        for (Map.Entry<String, Json> member : policy.byName().entrySet()) {
            product = Math.min(BEYOND_ALL_LIMITS, product * factor(member.getKey(), member.getValue(), above, depth));
        }
        return product;
    }

    private long factor(String name, Json value, String above, int depth) {
        if (value instanceof Json.Members nested) {
            return combinations(nested, above + name + '.', depth + 1);
        }
        Json.Elements list = (Json.Elements) value;
        if (PolicyParser.isAlternative(name, value)) {
            long sum = 0;
            for (Json branch : list.list()) {
                sum += combinations((Json.Members) branch, above, depth);
            }
            return Math.min(BEYOND_ALL_LIMITS, sum);
        }
        keys.add(above + name);
        for (Json entry : list.list()) {
            wildcardPoints += points(entry);
        }
        return (long) list.list().size() * depth;
    }

    /** One for a pattern with a single wildcard and for any that is excluded, three for one with several. */
    private static int points(Json entry) {
        if (!(entry instanceof Json.Members expression)) {
            return 0;
        }
        Json pattern = expression.byName().get(RuleParser.WILDCARD);
        if (pattern != null) {
            return hasSeveralWildcards(pattern.text()) ? 3 : 1;
        }
        return expression.byName().get(RuleParser.ANYTHING_BUT) instanceof Json.Members excluded
                        && excluded.byName().containsKey(RuleParser.WILDCARD)
                ? 1
                : 0;
    }

    private static boolean hasSeveralWildcards(String pattern) {
        return WildcardPattern.parse(pattern).wildcards() > 1;
    }
}
