package io.sluice.broker.runtime.stream;

import io.sluice.broker.artemis.client.ControlAnswer;
import io.sluice.broker.artemis.client.ControlConnection;
import io.sluice.broker.artemis.client.ControlException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code sluice stream describe}. */
@Command(name = "describe", description = "Shows what a stream consists of and how far its consumer groups are.")
final class DescribeCommand extends StreamRequestCommand {

    private static final int MOST_SHARDS = 10_000;

    @Parameters(index = "0", paramLabel = "STREAM", description = "Its name.")
    private String stream = "";

    @Override
    int run(ControlConnection broker, Screen screen) throws ControlException {
        Map<String, Object> fields = Map.of("StreamName", stream, "Limit", MOST_SHARDS);
        Optional<ControlAnswer> described = ask(broker, screen, "DescribeStream", fields);
        if (described.isEmpty()) {
            return FAILED;
        }
        Optional<ControlAnswer> groups = ask(broker, screen, "ListConsumerGroups", fields);
        if (groups.isEmpty()) {
            return FAILED;
        }
        if (screen.isJson()) {
            screen.line(described.get().json());
            screen.line(groups.get().json());
        } else {
            print(Members.of(described.get().body()).object("StreamDescription"), screen);
            printGroups(Members.of(groups.get().body()), screen);
        }
        return 0;
    }

    private static void print(Members description, Screen screen) {
        List<ShardLine> shards = ShardLine.of(description);
        screen.line(description.text("StreamName") + ": " + description.text("StreamStatus") + ", "
                + description.object("StreamModeDetails").text("StreamMode") + ", "
                + shards.stream().filter(ShardLine::isOpen).count() + " open shards of " + shards.size()
                + ", retention " + description.text("RetentionPeriodHours") + " h, created "
                + time(description.text("StreamCreationTimestamp")));
        Table table = new Table("SHARD", "STATE", "KEYS", "PARENTS");
        shards.forEach(shard -> table.row(shard.id(), shard.state(), shard.part(), shard.parentsOrNone()));
        screen.line("");
        screen.table(table);
    }

    /** Seconds since 1970, as a time. */
    static Instant time(String seconds) {
        return Instant.ofEpochMilli(new BigDecimal(seconds).movePointRight(3).longValue());
    }

    private static void printGroups(Members answer, Screen screen) {
        Table table = new Table("GROUP", "SHARD", "CONSUMER", "RECORDS BEHIND", "MILLIS BEHIND", "NEXT NUMBER");
        for (Members group : answer.objects("ConsumerGroups")) {
            group.objects("Shards").forEach(shard -> addShard(table, group.text("GroupName"), shard));
        }
        screen.line("");
        if (table.isEmpty()) {
            screen.line("No consumer group has read it.");
        } else {
            screen.table(table);
        }
    }

    private static void addShard(Table table, String group, Members shard) {
        table.row(
                group,
                shard.text("ShardId"),
                shard.text("HasConsumer").equals("true") ? "yes" : "-",
                shard.text("RecordsBehind"),
                shard.text("MillisBehind"),
                shard.text("IsFinished").equals("true") ? "finished" : shard.text("NextSequenceNumber"));
    }
}
