package io.sluice.broker.fanout.filter;

import io.sluice.broker.fanout.filter.rule.Decimals;
import java.math.BigDecimal;

/** A property of a message with its type. */
public sealed interface AttributeValue {

    /** A string. */
    record Text(String text) implements AttributeValue {}

    /** A number. */
    record Numeric(BigDecimal number) implements AttributeValue {}

    /** A boolean; SNS has none, JMS and AMQP have. */
    record Flag(boolean value) implements AttributeValue {}

    /**
     * Several values in one property: {@code String.Array}.
     *
     * @param json a JSON array; if it is none, the property fits no policy that names it
     */
    record Array(String json) implements AttributeValue {}

    /** Bytes, or anything else that is there but cannot be compared: fits {@code exists} and nothing else. */
    enum Binary implements AttributeValue {
        BINARY
    }

    /** A property whose content is not of the type that it claims to have; fits no policy that names it. */
    enum Unreadable implements AttributeValue {
        UNREADABLE
    }

    /** A whole number. */
    static AttributeValue number(long number) {
        return new Numeric(BigDecimal.valueOf(number));
    }

    /** A number; {@link Unreadable} if it is infinite or none. */
    static AttributeValue number(double number) {
        return Double.isFinite(number) ? new Numeric(new BigDecimal(Double.toString(number))) : Unreadable.UNREADABLE;
    }

    /** A number from its decimal text; {@link Unreadable} if it is none. */
    static AttributeValue number(String decimal) {
        BigDecimal number = Decimals.parse(decimal.trim());
        return number == null ? Unreadable.UNREADABLE : new Numeric(number);
    }
}
