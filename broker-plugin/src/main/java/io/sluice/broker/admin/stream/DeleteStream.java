package io.sluice.broker.admin.stream;

import io.sluice.broker.admin.ErrorCode;
import io.sluice.broker.admin.stream.StreamAdministration.Right;
import java.util.Map;

/** Deletes a stream with all its records. Field: {@code StreamName} or {@code StreamARN}. */
final class DeleteStream {

    private DeleteStream() {}

    static Map<String, ?> perform(StreamRequest request, StreamAdministration streams) throws RequestRefusedException {
        String name = request.stream();
        StreamAccess.require(streams, Right.DELETE, name);
        requireNotOfFile(streams, name, "delete");
        streams.delete(name);
        return Map.of();
    }

    static void requireNotOfFile(StreamAdministration streams, String name, String verb)
            throws RequestRefusedException {
        if (streams.isOfFile(name)) {
            throw new RequestRefusedException(
                    ErrorCode.RESOURCE_IN_USE, "Stream " + name + " is named in sluice.yaml; " + verb + " it there.");
        }
    }
}
