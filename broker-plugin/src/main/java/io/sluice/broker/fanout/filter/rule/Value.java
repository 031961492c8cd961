package io.sluice.broker.fanout.filter.rule;

import java.math.BigDecimal;

/** One value of a message, or one that a policy compares with. The type counts: the text {@code 1} is not the number 1. */
public sealed interface Value {

    /** A string. */
    record Text(String text) implements Value {}

    /**
     * A number.
     *
     * @param number as {@link Decimals} makes it, so that equal numbers are equal objects
     */
    record Numeric(BigDecimal number) implements Value {}

    /** Values that have no content. */
    enum Constant implements Value {
        TRUE,
        FALSE,
        NULL,
        /** Binary data, or a number too large to compare: it is there, and nothing can be said about it. */
        OPAQUE,
        /** Something that should have been readable and was not: it fits nothing, but it is not absent either. */
        UNREADABLE
    }

    /** Whether a rule may look at the content. */
    default boolean isComparable() {
        return this != Constant.OPAQUE && this != Constant.UNREADABLE;
    }

    /** The constant for a boolean. */
    static Value of(boolean value) {
        return value ? Constant.TRUE : Constant.FALSE;
    }
}
