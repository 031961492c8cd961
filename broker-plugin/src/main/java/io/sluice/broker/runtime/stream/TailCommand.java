package io.sluice.broker.runtime.stream;

import io.sluice.broker.artemis.client.ControlAnswer;
import io.sluice.broker.artemis.client.ControlConnection;
import io.sluice.broker.artemis.client.ControlException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice stream tail}. */
@Command(
        name = "tail",
        description = {
            "Shows the records of a stream as they come, until it is stopped.",
            "Records of one shard come in order, those of a split or merged shard before those of its children."
        })
final class TailCommand extends StreamRequestCommand {

    private static final long IDLE_MILLIS = 300;

    @Parameters(index = "0", paramLabel = "STREAM", description = "The stream.")
    private String stream = "";

    @Option(
            names = "--from",
            defaultValue = "LATEST",
            paramLabel = "POSITION",
            description = "TRIM_HORIZON, LATEST, or a time as in 2026-11-21T08:30:00Z (default: ${DEFAULT-VALUE}).")
    private String from = "";

    @Option(names = "--shard", paramLabel = "SHARD", description = "Only this shard and those that come of it.")
    private List<String> only = List.of();

    @Option(names = "--max", paramLabel = "N", description = "Stop after this many records.")
    private long maximum = Long.MAX_VALUE;

    @Option(names = "--no-follow", description = "Stop at the end of what there is.")
    private boolean isEnding;

    @Override
    int run(ControlConnection broker, Screen screen) throws ControlException {
        Optional<ControlAnswer> listed =
                ask(broker, screen, "ListShards", Map.of("StreamName", stream, "MaxResults", 10_000));
        if (listed.isEmpty()) {
            return FAILED;
        }
        List<ShardLine> shards = ShardLine.of(Members.of(listed.get().body())).stream()
                .filter(shard -> only.isEmpty() || only.contains(shard.id()))
                .filter(shard -> shard.isOpen() || !from.equals("LATEST") || only.contains(shard.id()))
                .toList();
        if (shards.isEmpty()) {
            screen.error("Stream " + stream + " has no shard " + String.join(", ", only) + ".");
            return FAILED;
        }
        StreamReading reading = new StreamReading(broker, screen, stream, from, maximum);
        return follow(reading, new ShardFollower(shards), screen);
    }

    private int follow(StreamReading reading, ShardFollower shards, Screen screen) throws ControlException {
        CountDownLatch never = new CountDownLatch(1);
        try {
            while (!shards.readable().isEmpty()) {
                boolean isMore = reading.round(shards);
                if (reading.isRefused()) {
                    return FAILED;
                }
                if (reading.isFull() || (isEnding && !isMore)) {
                    return 0;
                }
                if ((!isMore || reading.isThrottled()) && never.await(IDLE_MILLIS, TimeUnit.MILLISECONDS)) {
                    return FAILED;
                }
            }
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            screen.error("interrupted");
            return FAILED;
        }
    }
}
