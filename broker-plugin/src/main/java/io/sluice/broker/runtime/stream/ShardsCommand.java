package io.sluice.broker.runtime.stream;

import io.sluice.broker.artemis.client.ControlAnswer;
import io.sluice.broker.artemis.client.ControlConnection;
import io.sluice.broker.artemis.client.ControlException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code sluice stream shards}. */
@Command(name = "shards", description = "Shows the shards of a stream, closed ones too, with their keys and numbers.")
final class ShardsCommand extends StreamRequestCommand {

    @Parameters(index = "0", paramLabel = "STREAM", description = "Its name.")
    private String stream = "";

    @Override
    int run(ControlConnection broker, Screen screen) throws ControlException {
        List<ShardLine> shards = new ArrayList<>();
        Map<String, Object> fields = new HashMap<>(Map.of("StreamName", stream));
        boolean isMore = true;
        while (isMore) {
            Optional<ControlAnswer> answer = ask(broker, screen, "ListShards", fields);
            if (answer.isEmpty()) {
                return FAILED;
            }
            if (screen.isJson()) {
                screen.line(answer.get().json());
            }
            shards.addAll(ShardLine.of(Members.of(answer.get().body())));
            fields.put("NextToken", answer.get().text("NextToken"));
            isMore = answer.get().body().containsKey("NextToken");
        }
        if (!screen.isJson()) {
            print(shards, screen);
        }
        return 0;
    }

    private static void print(List<ShardLine> shards, Screen screen) {
        Table table = new Table("SHARD", "STATE", "KEYS", "PARENTS", "FIRST NUMBER", "LAST NUMBER", "FIRST HASH KEY");
        shards.forEach(shard -> table.row(
                shard.id(),
                shard.state(),
                shard.part(),
                shard.parentsOrNone(),
                shard.starting(),
                shard.ending().orElse("-"),
                shard.first()));
        screen.table(table);
    }
}
