package io.sluice.broker.fanout.filter;

import static io.sluice.broker.fanout.filter.RuleParser.refused;

import io.sluice.broker.fanout.filter.rule.Rule;
import io.sluice.broker.fanout.filter.rule.Rule.Range.Bound;
import io.sluice.broker.fanout.filter.rule.Value;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;

/**
 * Reads the list of a {@code numeric} expression: {@code ["=", n]}, one bound, or a lower bound followed by an upper one. The texts
 * of its errors are those of SNS.
 */
final class NumericParser {

    private static final Set<String> LOWER = Set.of(">", ">=");
    private static final Set<String> UPPER = Set.of("<", "<=");
    private static final Json END = new Json.Text("]");

    private final List<Json> terms;

    private NumericParser(List<Json> terms) {
        this.terms = terms;
    }

    static Rule parse(Json argument) throws InvalidFilterPolicyException {
        if (!(argument instanceof Json.Elements elements)) {
            throw refused("Value of numeric must be an array.");
        }
        return new NumericParser(elements.list()).parse();
    }

    private Rule parse() throws InvalidFilterPolicyException {
        if (terms.isEmpty() || !(terms.get(0) instanceof Json.Text)) {
            throw refused("Invalid member in numeric match: " + term(0).text());
        }
        String operator = terms.get(0).text();
        if (!operator.equals("=") && !LOWER.contains(operator) && !UPPER.contains(operator)) {
            throw refused("Unrecognized numeric range operator: " + operator);
        }
        BigDecimal number = RuleParser.number(term(1), operator.equals("=") ? "equals" : operator);
        if (LOWER.contains(operator)) {
            Bound low = new Bound(number, operator.equals(">="));
            return new Rule.Range(low, terms.size() == 2 ? null : upper(low));
        }
        if (terms.size() > 2) {
            throw refused("Too many elements in numeric expression");
        }
        return operator.equals("=")
                ? new Rule.Equal(new Value.Numeric(number))
                : new Rule.Range(null, new Bound(number, operator.equals("<=")));
    }

    private Bound upper(Bound low) throws InvalidFilterPolicyException {
        if (!(terms.get(2) instanceof Json.Text)) {
            throw refused("Bad value in numeric range: " + terms.get(2).text());
        }
        String operator = terms.get(2).text();
        if (!UPPER.contains(operator)) {
            throw refused("Bad numeric range operator: " + operator);
        }
        BigDecimal number = RuleParser.number(term(3), operator);
        if (terms.size() > 4) {
            throw refused("Too many terms in numeric range expression");
        }
        if (low.number().compareTo(number) >= 0) {
            throw refused("Bottom must be less than top");
        }
        return new Bound(number, operator.equals("<="));
    }

    private Json term(int index) {
        return index < terms.size() ? terms.get(index) : END;
    }
}
