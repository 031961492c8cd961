package io.sluice.broker.admin;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A control request as it arrived.
 *
 * @param action what to do; empty if the message did not say
 * @param fields the other properties of the message, as text
 */
public record ControlRequest(String action, Map<String, String> fields) {

    public ControlRequest {
        fields = Map.copyOf(fields);
    }

    /** The value of a field; null if it is missing or empty. */
    public @Nullable String field(String name) {
        String value = fields.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    static ControlReply.Refused missing(String field) {
        return new ControlReply.Refused(
                ErrorCode.MISSING_PARAMETER, "The request must contain the parameter " + field + ".");
    }
}
