package io.sluice.broker.admin.stream;

import io.sluice.broker.admin.stream.StreamAdministration.Right;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The streams that the caller may read. Optional fields: {@code Limit}, {@code ExclusiveStartStreamName}. */
final class ListStreams {

    private static final int LIMIT = 100;
    private static final int GREATEST_LIMIT = 10_000;

    private ListStreams() {}

    static Map<String, ?> perform(StreamRequest request, StreamAdministration streams) throws RequestRefusedException {
        int limit = request.number("Limit", 1, GREATEST_LIMIT, LIMIT);
        String start = request.optional("ExclusiveStartStreamName").orElse("");
        List<String> names = streams.names().stream()
                .filter(name -> name.compareTo(start) > 0 && streams.may(Right.READ, name))
                .toList();
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("StreamNames", names.stream().limit(limit).toList());
        members.put("HasMoreStreams", names.size() > limit);
        return members;
    }
}
