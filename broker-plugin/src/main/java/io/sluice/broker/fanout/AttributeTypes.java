package io.sluice.broker.fanout;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The types of attributes whose publisher has only text, as the property {@code sluice_types} says them. */
public final class AttributeTypes {

    public static final String PROPERTY = "sluice_types";

    private AttributeTypes() {}

    /**
     * By name of the attribute, from a text such as {@code amount=Number,tags=String.Array}. What is not of this form is
     * passed over.
     *
     * @param text null if the publisher said nothing
     */
    public static Map<String, String> in(@Nullable Object text) {
        if (text == null) {
            return Map.of();
        }
        Map<String, String> types = new HashMap<>();
        for (String pair : text.toString().split(",", -1)) {
            int sign = pair.indexOf('=');
            if (sign > 0) {
                types.put(
                        pair.substring(0, sign).strip(),
                        pair.substring(sign + 1).strip());
            }
        }
        return types;
    }
}
