package io.sluice.broker.admin;

import java.util.Map;

/** The answer to a control request (CONTRACT 7). */
public sealed interface ControlReply {

    /** Value of the reply's property {@code status}. */
    String status();

    /** Members of the JSON object in the reply's body: text, numbers, booleans, and lists and maps of these. */
    Map<String, ?> body();

    /** The request was carried out. */
    record Done(Map<String, ?> body) implements ControlReply {
        @Override
        public String status() {
            return "200";
        }
    }

    /**
     * The request was refused, and nothing was changed.
     *
     * @param message names the parameter, its value and what is allowed
     */
    record Refused(ErrorCode error, String message) implements ControlReply {
        @Override
        public String status() {
            return error.code();
        }

        @Override
        public Map<String, String> body() {
            return Map.of("code", error.code(), "message", message);
        }
    }

    /** A refusal because of one parameter, in the words of SQS. */
    static Refused invalid(String parameter, String value, String reason) {
        return new Refused(
                ErrorCode.INVALID_PARAMETER_VALUE,
                "Value " + value + " for parameter " + parameter + " is invalid. Reason: " + reason);
    }
}
