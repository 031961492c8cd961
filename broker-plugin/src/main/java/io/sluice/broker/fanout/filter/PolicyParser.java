package io.sluice.broker.fanout.filter;

import static io.sluice.broker.fanout.filter.RuleParser.refused;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.sluice.broker.fanout.filter.Conjunction.Condition;
import io.sluice.broker.fanout.filter.rule.Rule;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks the structure of a policy and turns it into conjunctions. The texts of its errors are those of SNS. */
final class PolicyParser {

    private static final String OR = "$or";

    /** What one key asks for, in the order of the policy: one of the rules, or absence. */
    private record Question(Set<Rule> rules, boolean absenceToo) {}

    private final FilterPolicyScope scope;
    private boolean isNested;

    private PolicyParser(FilterPolicyScope scope) {
        this.scope = scope;
    }

    static FilterPolicy parse(String text, FilterPolicyScope scope) throws InvalidFilterPolicyException {
        if (text.getBytes(StandardCharsets.UTF_8).length > FilterPolicy.MAXIMUM_BYTES) {
            throw refused("Filter policy is larger than " + FilterPolicy.MAXIMUM_BYTES + " bytes");
        }
        if (!(read(text) instanceof Json.Members policy)) {
            throw refused("Filter is not an object");
        }
        return new PolicyParser(scope).policy(policy);
    }

    private static Json read(String text) throws InvalidFilterPolicyException {
        try {
            return Json.parse(text);
        } catch (JsonProcessingException malformed) {
            throw refused("failed to parse JSON. " + malformed.getOriginalMessage());
        }
    }

    private FilterPolicy policy(Json.Members policy) throws InvalidFilterPolicyException {
        checkStructure(policy);
        if (isNested && scope == FilterPolicyScope.MESSAGE_ATTRIBUTES) {
            throw new InvalidFilterPolicyException(
                    "Filter policy scope MessageAttributes does not support nested filter policy");
        }
        PolicyLimits.check(policy);
        List<Map<String, Question>> ways = waysToFit(policy, "", List.of(Map.of()));
        StringBuilder json = new StringBuilder();
        policy.writeTo(json);
        return new FilterPolicy(json.toString(), scope, conjunctions(ways));
    }

    /** Finds what is wrong in the order in which it is written. */
    private void checkStructure(Json.Members policy) throws InvalidFilterPolicyException {
        for (Map.Entry<String, Json> member : policy.byName().entrySet()) {
            Json value = member.getValue();
            if (value instanceof Json.Members nested) {
                isNested = true;
                checkNotEmpty(nested);
                checkStructure(nested);
            } else if (isAlternative(member.getKey(), value)) {
                for (Json branch : ((Json.Elements) value).list()) {
                    checkNotEmpty((Json.Members) branch);
                    checkStructure((Json.Members) branch);
                }
            } else if (value instanceof Json.Elements entries) {
                question(entries);
            } else {
                throw refused('"' + member.getKey() + "\" must be an object or an array");
            }
        }
    }

    private static void checkNotEmpty(Json.Members policy) throws InvalidFilterPolicyException {
        if (policy.byName().isEmpty()) {
            throw refused("Empty objects are not allowed");
        }
    }

    /** Whether this member is the operator {@code $or}: at least two policies. Otherwise it is a key like any other. */
    static boolean isAlternative(String name, Json value) {
        return name.equals(OR)
                && value instanceof Json.Elements branches
                && branches.list().size() >= 2
                && branches.list().stream().allMatch(PolicyParser::isPolicy);
    }

    private static boolean isPolicy(Json branch) {
        return branch instanceof Json.Members members
                && members.byName().keySet().stream().noneMatch(RuleParser.OPERATORS::contains);
    }

    private static Question question(Json.Elements entries) throws InvalidFilterPolicyException {
        if (entries.list().isEmpty()) {
            throw refused("Empty arrays are not allowed");
        }
        Set<Rule> rules = new LinkedHashSet<>();
        boolean absenceToo = false;
        for (Json entry : entries.list()) {
            if (RuleParser.asksForAbsence(entry)) {
                absenceToo = true;
            } else {
                rules.add(RuleParser.parse(entry));
            }
        }
        return new Question(rules, absenceToo);
    }

    private static List<Map<String, Question>> waysToFit(
            Json.Members policy, String above, List<Map<String, Question>> before) throws InvalidFilterPolicyException {
        List<Map<String, Question>> ways = before;
        for (Map.Entry<String, Json> member : policy.byName().entrySet()) {
            Json value = member.getValue();
            String key = (above + member.getKey()).intern();
            if (value instanceof Json.Members nested) {
                ways = waysToFit(nested, key + '.', ways);
            } else if (isAlternative(member.getKey(), value)) {
                List<Map<String, Question>> alternatives = new ArrayList<>();
                for (Json branch : ((Json.Elements) value).list()) {
                    alternatives.addAll(waysToFit((Json.Members) branch, above, ways));
                }
                ways = alternatives;
            } else {
                ways = withKey(ways, key, question((Json.Elements) value));
            }
        }
        return ways;
    }

    private static List<Map<String, Question>> withKey(List<Map<String, Question>> ways, String key, Question question)
            throws InvalidFilterPolicyException {
        List<Map<String, Question>> extended = new ArrayList<>(ways.size());
        for (Map<String, Question> way : ways) {
            if (way.containsKey(key)) {
                throw refused("Path `" + key + "` cannot be allowed multiple times");
            }
            Map<String, Question> longer = new LinkedHashMap<>(way);
            longer.put(key, question);
            extended.add(longer);
        }
        return extended;
    }

    private static Set<Conjunction> conjunctions(List<Map<String, Question>> ways) {
        Set<Conjunction> conjunctions = new LinkedHashSet<>();
        for (Map<String, Question> way : ways) {
            List<Set<Condition>> sets = List.of(Set.of());
            for (Map.Entry<String, Question> asked : way.entrySet()) {
                sets = extended(sets, asked.getKey(), asked.getValue());
            }
            sets.forEach(conditions -> conjunctions.add(new Conjunction(conditions)));
        }
        return conjunctions;
    }

    /** A key that may have a value or be absent makes two conjunctions out of each. */
    private static List<Set<Condition>> extended(List<Set<Condition>> sets, String key, Question question) {
        List<Set<Condition>> extended = new ArrayList<>();
        for (Set<Condition> set : sets) {
            if (!question.rules().isEmpty()) {
                extended.add(with(set, new Condition(key, question.rules())));
            }
            if (question.absenceToo()) {
                extended.add(with(set, new Condition(key, Set.of())));
            }
        }
        return extended;
    }

    private static Set<Condition> with(Set<Condition> set, Condition condition) {
        Set<Condition> larger = new LinkedHashSet<>(set);
        larger.add(condition);
        return larger;
    }
}
