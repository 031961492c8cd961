package io.sluice.broker.config.value;

import io.sluice.broker.fanout.filter.FilterPolicyScope;
import java.util.Arrays;

/** {@code MessageAttributes} or {@code MessageBody}. */
public final class FilterPolicyScopeChoice implements ValueType<FilterPolicyScope> {

    @Override
    public Parsed<FilterPolicyScope> parse(ScalarText scalar) {
        return Arrays.stream(FilterPolicyScope.values())
                .filter(scope -> scope.spelling().equals(scalar.text()))
                .findFirst()
                .<Parsed<FilterPolicyScope>>map(Parsed.Accepted::new)
                .orElseGet(Parsed.OutOfRange::new);
    }

    @Override
    public String allowed() {
        return FilterPolicyScope.MESSAGE_ATTRIBUTES.spelling() + " or " + FilterPolicyScope.MESSAGE_BODY.spelling();
    }

    @Override
    public String format(FilterPolicyScope value) {
        return value.spelling();
    }
}
