package io.sluice.broker.runtime.stream;

import io.sluice.broker.artemis.client.ControlConnection;
import io.sluice.broker.artemis.client.ControlException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice stream seek}. */
@Command(
        name = "seek",
        description = {
            "Moves a consumer group: to a position in all shards, or to a record of one shard.",
            "What its consumers hold is forgotten; they receive from the new position on."
        })
final class SeekCommand extends StreamRequestCommand {

    private static final Set<String> NAMED = Set.of("TRIM_HORIZON", "LATEST");

    @Parameters(index = "0", paramLabel = "STREAM", description = "The stream.")
    private String stream = "";

    @Parameters(index = "1", paramLabel = "GROUP", description = "The consumer group.")
    private String group = "";

    @Parameters(
            index = "2",
            paramLabel = "POSITION",
            arity = "0..1",
            description = "TRIM_HORIZON, LATEST, or a time as in 2026-11-21T08:30:00Z or in seconds since 1970.")
    private @Nullable String position;

    @Option(names = "--shard", paramLabel = "SHARD", description = "The shard of --at or --after.")
    private @Nullable String shard;

    @Option(names = "--at", paramLabel = "NUMBER", description = "Begin with the record of this sequence number.")
    private @Nullable String at;

    @Option(names = "--after", paramLabel = "NUMBER", description = "Begin with the record after this one.")
    private @Nullable String after;

    @Override
    int run(ControlConnection broker, Screen screen) throws ControlException {
        Map<String, Object> fields = new HashMap<>(Map.of("stream", stream, "group", group));
        String number = at == null ? after : at;
        if (number != null) {
            fields.put("startPosition", at == null ? "AFTER_SEQUENCE_NUMBER" : "AT_SEQUENCE_NUMBER");
            fields.put("sequenceNumber", number);
            fields.put("shard", shard == null ? "" : shard);
        } else if (position == null || NAMED.contains(position)) {
            fields.put("startPosition", position == null ? "" : position);
        } else {
            fields.put("startPosition", "AT_TIMESTAMP");
            fields.put("timestamp", position);
        }
        return change(
                broker,
                screen,
                "SeekConsumerGroup",
                fields,
                "group " + group + " of " + stream + " goes on from there");
    }
}
