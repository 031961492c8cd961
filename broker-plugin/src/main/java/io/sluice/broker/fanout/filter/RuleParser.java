package io.sluice.broker.fanout.filter;

import io.sluice.broker.fanout.filter.rule.Decimals;
import io.sluice.broker.fanout.filter.rule.Network;
import io.sluice.broker.fanout.filter.rule.Rule;
import io.sluice.broker.fanout.filter.rule.Value;
import io.sluice.broker.fanout.filter.rule.WildcardPattern;
import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one entry in the list of a key. The texts of its errors are those of SNS. */
final class RuleParser {

    static final String EXISTS = "exists";
    static final String WILDCARD = "wildcard";
    static final String ANYTHING_BUT = "anything-but";
    static final String PREFIX = "prefix";
    static final String SUFFIX = "suffix";

    /** Names that cannot be keys of a policy inside of {@code $or}, because there they would look like operators. */
    static final Set<String> OPERATORS =
            Set.of(EXISTS, WILDCARD, ANYTHING_BUT, PREFIX, SUFFIX, "numeric", "cidr", "equals-ignore-case");

    private static final int MAXIMUM_WILDCARDS = 3;

    private RuleParser() {}

    /** What an entry asks for. */
    static Rule parse(Json entry) throws InvalidFilterPolicyException {
        if (entry instanceof Json.Members expression) {
            return expression(expression.byName());
        }
        if (entry instanceof Json.Elements) {
            throw refused("Match value must be String, number, true, false, or null");
        }
        return new Rule.Equal(value(entry));
    }

    private static Value value(Json simple) throws InvalidFilterPolicyException {
        if (simple instanceof Json.Text text) {
            return new Value.Text(text.text());
        }
        if (simple instanceof Json.Digits) {
            return new Value.Numeric(number(simple, "match"));
        }
        return switch ((Json.Word) simple) {
            case TRUE -> Value.Constant.TRUE;
            case FALSE -> Value.Constant.FALSE;
            case NULL -> Value.Constant.NULL;
        };
    }

    private static Rule expression(Map<String, Json> expression) throws InvalidFilterPolicyException {
        if (expression.isEmpty()) {
            throw refused("Match expression name not found");
        }
        if (expression.size() > 1) {
            throw refused("Only one key allowed in match expression");
        }
        Map.Entry<String, Json> only = expression.entrySet().iterator().next();
        Json argument = only.getValue();
        String operator = only.getKey();
        return switch (operator) {
            case EXISTS -> Rule.Exists.EXISTS;
            case PREFIX, SUFFIX, WILDCARD -> textual(operator, text(operator, argument));
            case "equals-ignore-case" ->
                new Rule.EqualsIgnoreCase(Rule.EqualsIgnoreCase.fold(text(operator, argument)));
            case ANYTHING_BUT -> new Rule.AnythingBut(excluded(argument));
            case "numeric" -> NumericParser.parse(argument);
            // SNS reports a wrong type with the name of another operator
            case "cidr" -> new Rule.Cidr(network(text(PREFIX, argument)));
            default -> throw refused("Unrecognized match type " + operator);
        };
    }

    /** Whether an entry is {@code {"exists": false}}, the one that asks for no value. */
    static boolean asksForAbsence(Json entry) throws InvalidFilterPolicyException {
        if (!(entry instanceof Json.Members expression)
                || expression.byName().size() != 1
                || !expression.byName().containsKey(EXISTS)) {
            return false;
        }
        Json argument = expression.byName().get(EXISTS);
        if (argument != Json.Word.TRUE && argument != Json.Word.FALSE) {
            throw refused("exists match pattern must be either true or false.");
        }
        return argument == Json.Word.FALSE;
    }

    private static Rule textual(String operator, String pattern) throws InvalidFilterPolicyException {
        return switch (operator) {
            case PREFIX -> new Rule.Prefix(pattern);
            case SUFFIX -> new Rule.Suffix(pattern);
            default -> new Rule.Wildcard(wildcard(pattern));
        };
    }

    private static WildcardPattern wildcard(String pattern) throws InvalidFilterPolicyException {
        try {
            WildcardPattern parsed = WildcardPattern.parse(pattern);
            if (parsed.wildcards() > MAXIMUM_WILDCARDS) {
                throw refused("wildcard match pattern can not have more than " + MAXIMUM_WILDCARDS + " wildcards");
            }
            return parsed;
        } catch (IllegalArgumentException malformed) {
            throw refused(malformed.getMessage());
        }
    }

    private static Network network(String cidr) throws InvalidFilterPolicyException {
        try {
            return Network.parse(cidr);
        } catch (IllegalArgumentException malformed) {
            throw refused(malformed.getMessage());
        }
    }

    private static Set<Rule> excluded(Json argument) throws InvalidFilterPolicyException {
        if (argument instanceof Json.Members expression) {
            return Set.of(excludedPattern(expression.byName()));
        }
        if (argument instanceof Json.Elements list) {
            return excludedValues(list.list());
        }
        if (argument instanceof Json.Word) {
            throw refused("Value of anything-but must be an array or single string/number value.");
        }
        return Set.of(new Rule.Equal(value(argument)));
    }

    private static Set<Rule> excludedValues(List<Json> list) throws InvalidFilterPolicyException {
        if (list.isEmpty()) {
            throw refused("Empty arrays are not allowed");
        }
        Set<Rule> excluded = new LinkedHashSet<>();
        for (Json entry : list) {
            if (!(entry instanceof Json.Text) && !(entry instanceof Json.Digits)) {
                throw refused("Inside anything but list, start|null|boolean is not supported.");
            }
            excluded.add(new Rule.Equal(value(entry)));
        }
        return excluded;
    }

    private static Rule excludedPattern(Map<String, Json> expression) throws InvalidFilterPolicyException {
        if (expression.isEmpty()) {
            throw refused("Anything-But expression name not found");
        }
        Map.Entry<String, Json> first = expression.entrySet().iterator().next();
        String operator = first.getKey();
        if (!Set.of(PREFIX, SUFFIX, WILDCARD).contains(operator)) {
            throw refused("Unsupported anything-but pattern: " + operator);
        }
        if (expression.size() > 1) {
            throw refused("Only one key allowed in match expression");
        }
        String pattern = text(operator, first.getValue());
        if (pattern.isEmpty() && !operator.equals(WILDCARD)) {
            throw refused("Null prefix/suffix not allowed");
        }
        return textual(operator, pattern);
    }

    private static String text(String operator, Json argument) throws InvalidFilterPolicyException {
        if (argument instanceof Json.Text text) {
            return text.text();
        }
        throw refused(operator + " match pattern must be a string");
    }

    /**
     * A number that can be compared.
     *
     * @param where the operator, as SNS writes it
     */
    static BigDecimal number(Json json, String where) throws InvalidFilterPolicyException {
        BigDecimal number = json instanceof Json.Digits digits ? Decimals.parse(digits.text()) : null;
        if (number == null) {
            throw refused("Value of " + where + " must be numeric");
        }
        return number;
    }

    static InvalidFilterPolicyException refused(@Nullable String reason) {
        return new InvalidFilterPolicyException("FilterPolicy: " + reason);
    }
}
