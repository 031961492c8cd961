package io.sluice.broker.runtime.stream;

import io.sluice.broker.artemis.client.ControlAnswer;
import io.sluice.broker.artemis.client.ControlConnection;
import io.sluice.broker.artemis.client.ControlException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the shards of a stream in turn and prints their records. */
final class StreamReading {

    private static final Set<String> NAMED = Set.of("TRIM_HORIZON", "LATEST");
    private static final int PAGE = 1000;

    private final ControlConnection broker;
    private final Screen screen;
    private final String stream;
    private final String from;
    private final Map<String, String> iterators = new HashMap<>();
    private final Map<String, String> lastNumbers = new HashMap<>();
    private final Set<String> children = new HashSet<>();
    private long room;
    private boolean isRefused;
    private boolean isThrottled;

    /** @param maximum how many records are printed at most */
    StreamReading(ControlConnection broker, Screen screen, String stream, String from, long maximum) {
        this.broker = broker;
        this.screen = screen;
        this.stream = stream;
        this.from = from;
        this.room = maximum;
    }

    boolean isRefused() {
        return isRefused;
    }

    /** Whether a shard had no more to give in this round than it gave. */
    boolean isThrottled() {
        return isThrottled;
    }

    boolean isFull() {
        return room <= 0;
    }

    /** Reads each shard once. @return whether there may be more at once */
    boolean round(ShardFollower shards) throws ControlException {
        boolean isMore = false;
        isThrottled = false;
        for (String shard : shards.readable()) {
            if (isFull() || isRefused) {
                return false;
            }
            isMore |= read(shard, shards);
        }
        return isMore;
    }

    private boolean read(String shard, ShardFollower shards) throws ControlException {
        String iterator = iterators.get(shard);
        if (iterator == null) {
            iterator = begin(shard);
        }
        if (isRefused) {
            return false;
        }
        ControlAnswer answer =
                broker.ask("GetRecords", Map.of("ShardIterator", iterator, "Limit", Math.min(PAGE, Math.max(1, room))));
        if (answer.status().equals("ExpiredIteratorException")) {
            iterators.remove(shard);
            return true;
        }
        if (answer.status().equals("ProvisionedThroughputExceededException")) {
            isThrottled = true;
            return true;
        }
        if (!answer.isOk()) {
            refuse(answer);
            return false;
        }
        Members body = Members.of(answer.body());
        List<Members> records = body.objects("Records");
        records.forEach(record -> print(shard, record));
        if (body.has("NextShardIterator")) {
            iterators.put(shard, answer.text("NextShardIterator"));
            return !records.isEmpty();
        }
        end(shard, body, shards);
        return true;
    }

    private String begin(String shard) throws ControlException {
        Map<String, Object> fields = new HashMap<>(Map.of("StreamName", stream, "ShardId", shard));
        String last = lastNumbers.get(shard);
        if (last != null) {
            fields.put("ShardIteratorType", "AFTER_SEQUENCE_NUMBER");
            fields.put("StartingSequenceNumber", last);
        } else if (children.contains(shard) || NAMED.contains(from)) {
            fields.put("ShardIteratorType", children.contains(shard) ? "TRIM_HORIZON" : from);
        } else {
            fields.put("ShardIteratorType", "AT_TIMESTAMP");
            fields.put("Timestamp", from);
        }
        ControlAnswer answer = broker.ask("GetShardIterator", fields);
        if (!answer.isOk()) {
            refuse(answer);
            return "";
        }
        String iterator = answer.text("ShardIterator");
        iterators.put(shard, iterator);
        return iterator;
    }

    private void refuse(ControlAnswer answer) {
        screen.refused(answer);
        isRefused = true;
    }

    private void end(String shard, Members body, ShardFollower shards) {
        iterators.remove(shard);
        shards.finish(shard);
        for (Members child : body.objects("ChildShards")) {
            children.add(child.text("ShardId"));
            shards.add(child.text("ShardId"), child.texts("ParentShards"));
        }
    }

    private void print(String shard, Members record) {
        String number = record.text("SequenceNumber");
        String arrival = record.text("ApproximateArrivalTimestamp");
        lastNumbers.put(shard, number);
        room--;
        if (screen.isJson()) {
            screen.line("{\"ShardId\":\"" + shard + "\",\"SequenceNumber\":\"" + number
                    + "\",\"ApproximateArrivalTimestamp\":" + arrival + ",\"Data\":\"" + record.text("Data")
                    + "\",\"PartitionKey\":" + JsonText.quoted(record.text("PartitionKey")) + "}");
        } else {
            screen.line(DescribeCommand.time(arrival) + "  " + shard + "  " + number + "  "
                    + record.text("PartitionKey") + "  " + text(record.text("Data")));
        }
    }

    /** The data as text, if it is some; else as it came, in base64. */
    private static String text(String base64) {
        byte[] data = Base64.getDecoder().decode(base64);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(data))
                    .toString();
        } catch (CharacterCodingException e) {
            return base64;
        }
    }
}
