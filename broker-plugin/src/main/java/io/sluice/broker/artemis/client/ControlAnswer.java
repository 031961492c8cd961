package io.sluice.broker.artemis.client;

import java.util.List;
import java.util.Map;

/**
 * What the broker has answered.
 *
 * @param status {@code 200}, or an error code
 * @param json the body as it came
 * @param body its members: text, {@code Long}, {@code BigDecimal}, {@code Boolean}, {@link Map} and {@link List} of these;
 *     a member that is null is left out
 */
public record ControlAnswer(String status, String json, Map<String, Object> body) {

    public boolean isOk() {
        return status.equals("200");
    }

    /** The value of a member as text; empty if there is none. */
    public String text(String name) {
        return String.valueOf(body.getOrDefault(name, ""));
    }
}
