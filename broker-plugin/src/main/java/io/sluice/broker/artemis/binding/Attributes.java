package io.sluice.broker.artemis.binding;

import io.sluice.broker.fanout.filter.AttributeValue;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/** Turns properties of messages into attributes of SNS. */
final class Attributes {

    private static final String NUMBER = "Number";
    private static final String STRING = "String";
    private static final String ARRAY = "String.Array";
    private static final String BINARY = "Binary";

    private Attributes() {}

    /**
     * The attribute that a property is. A value that its type does not fit fits no policy.
     *
     * @param type of SNS, for a property that its protocol knows as text only; null if its own type counts
     */
    static AttributeValue valueOf(Object value, @Nullable String type) {
        if (type == null || !(value instanceof CharSequence)) {
            return ofOwnType(value);
        }
        String text = value.toString();
        if (type.equals(ARRAY)) {
            return new AttributeValue.Array(text);
        }
        return switch (withoutLabel(type)) {
            case STRING -> new AttributeValue.Text(text);
            case NUMBER -> AttributeValue.number(text);
            case BINARY -> AttributeValue.Binary.BINARY;
            default -> AttributeValue.Unreadable.UNREADABLE;
        };
    }

    /** A type may carry a label that means nothing here: {@code Number.int}. */
    private static String withoutLabel(String type) {
        int dot = type.indexOf('.');
        return dot < 0 ? type : type.substring(0, dot);
    }

    private static AttributeValue ofOwnType(Object value) {
        if (value instanceof Number number) {
            return AttributeValue.number(number.toString());
        }
        if (value instanceof Boolean flag) {
            return new AttributeValue.Flag(flag);
        }
        if (value instanceof Date date) {
            return AttributeValue.number(date.getTime());
        }
        if (value instanceof byte[]) {
            return AttributeValue.Binary.BINARY;
        }
        return new AttributeValue.Text(value.toString());
    }
}
