package io.sluice.broker.artemis.stream.control;

import io.sluice.broker.admin.ErrorCode;
import io.sluice.broker.admin.stream.RequestRefusedException;
import java.util.Arrays;

/** Refusals of streams, whose text begins with an error code of Kinesis and a colon, as refusals of requests. */
final class StreamRefusals {

    private static final String AFTER_CODE = ": ";

    private StreamRefusals() {}

    /** @param otherwise if the text has no code */
    static RequestRefusedException as(Exception cause, ErrorCode otherwise) {
        String text = String.valueOf(cause.getMessage());
        int colon = text.indexOf(AFTER_CODE);
        String code = colon < 0 ? "" : text.substring(0, colon);
        return Arrays.stream(ErrorCode.values())
                .filter(known -> known.code().equals(code))
                .findFirst()
                .map(known -> new RequestRefusedException(known, text.substring(colon + AFTER_CODE.length())))
                .orElseGet(() -> new RequestRefusedException(otherwise, text));
    }
}
