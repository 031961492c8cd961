package io.sluice.broker.admin.stream;

import io.sluice.broker.admin.ControlReply;
import io.sluice.broker.admin.ErrorCode;
import org.jspecify.annotations.Nullable;

/** A request about a stream is refused, and nothing was changed. */
public final class RequestRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final ErrorCode error;

    /** @param message names the parameter, its value and what is allowed */
    public RequestRefusedException(ErrorCode error, String message) {
        super(message);
        this.error = error;
    }

    ControlReply.Refused reply() {
        return new ControlReply.Refused(error, String.valueOf(getMessage()));
    }

    static RequestRefusedException invalid(String message) {
        return new RequestRefusedException(ErrorCode.INVALID_ARGUMENT, message);
    }

    /** A value that breaks a constraint, as Kinesis says it. @param value null if there is none */
    static RequestRefusedException constraint(String field, @Nullable String value, String constraint) {
        String name = Character.toLowerCase(field.charAt(0)) + field.substring(1);
        return new RequestRefusedException(
                ErrorCode.VALIDATION,
                "1 validation error detected: Value " + (value == null ? "null" : "'" + value + "'") + " at '" + name
                        + "' failed to satisfy constraint: Member must " + constraint);
    }

    static RequestRefusedException noSuchStream(String stream) {
        return new RequestRefusedException(
                ErrorCode.RESOURCE_NOT_FOUND,
                "Stream " + stream + " under account " + StreamArn.ACCOUNT + " not found.");
    }

    static RequestRefusedException noSuchShard(String stream, String shard) {
        return new RequestRefusedException(
                ErrorCode.RESOURCE_NOT_FOUND,
                "Could not find shard " + shard + " in stream " + stream + " under account " + StreamArn.ACCOUNT + ".");
    }
}
