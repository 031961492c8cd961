package io.sluice.broker.artemis.redrive;

import java.util.Optional;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.core.filter.Filter;
import org.apache.activemq.artemis.core.filter.impl.FilterImpl;
import org.apache.activemq.artemis.utils.SelectorTranslator;
import org.jspecify.annotations.Nullable;

/** Selectors as JMS clients write them. */
final class Selectors {

    private Selectors() {}

    /** The filter; null for no selector. @throws IllegalArgumentException if it cannot be read */
    static @Nullable Filter filter(Optional<String> selector) {
        try {
            return selector.isEmpty()
                    ? null
                    : FilterImpl.createFilter(SelectorTranslator.convertToActiveMQFilterString(selector.get()));
        } catch (ActiveMQException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** What is wrong with a selector; empty if it can be used. */
    static Optional<String> problemOf(String selector) {
        try {
            filter(Optional.of(selector));
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of("Must be a selector. " + e.getMessage());
        }
    }
}
