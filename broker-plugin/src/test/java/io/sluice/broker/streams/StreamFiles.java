package io.sluice.broker.streams;

import io.sluice.broker.artemis.stream.RecordContent;
import io.sluice.broker.stream.PartitionKey;
import io.sluice.broker.stream.SequenceNumber;
import io.sluice.broker.stream.log.DiskStreamFolder;
import io.sluice.broker.stream.log.StreamLog;
import io.sluice.broker.stream.segment.ReadOutcome;
import io.sluice.broker.stream.segment.SegmentLimits;
import io.sluice.broker.stream.segment.SegmentListener;
import io.sluice.broker.stream.segment.ShardLog;
import io.sluice.broker.stream.segment.ShardReader;
import io.sluice.broker.stream.segment.StoredRecord;
import io.sluice.broker.stream.shard.Shard;
import io.sluice.broker.stream.shard.ShardMap;
import io.sluice.broker.stream.shard.ShardMapText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;

/** Reads the files of a stream, from a copy, so that the broker may run meanwhile. */
final class StreamFiles {

    /** A record, and the message that it was made from. */
    record Record(SequenceNumber number, Optional<String> key, ICoreMessage message) {

        String text() {
            if (message.getType() == Message.TEXT_TYPE) {
                return String.valueOf(message.getReadOnlyBodyBuffer().readNullableSimpleString());
            }
            byte[] bytes = new byte[message.getReadOnlyBodyBuffer().readableBytes()];
            message.getReadOnlyBodyBuffer().readBytes(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        }

        Object property(String name) {
            Object value = message.getObjectProperty(SimpleString.of(name));
            return value == null ? "" : value;
        }
    }

    private StreamFiles() {}

    /** All records, shard by shard, in order. @param data folder of the broker */
    static List<Record> read(Path data, String stream) {
        Path copy = null;
        try {
            copy = Files.createTempDirectory("stream-copy");
            copy(data.resolve("streams").resolve(stream), copy);
            return readCopy(copy, stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (copy != null) {
                delete(copy);
            }
        }
    }

    static ShardMap shards(Path data, String stream) {
        try {
            return ShardMapText.read(
                    Files.readString(data.resolve("streams").resolve(stream).resolve("shards")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Record> readCopy(Path copy, String stream) throws IOException {
        ShardMap map = ShardMapText.read(Files.readString(copy.resolve("shards")));
        List<Record> records = new ArrayList<>();
        try (StreamLog log =
                new StreamLog(new DiskStreamFolder(copy, SegmentListener.NONE), stream, SegmentListener.NONE)) {
            for (Shard shard : map.shards()) {
                ShardLog opened = log.open(shard.id(), shard.firstPlace(), SegmentLimits.DEFAULT);
                try (ShardReader reader = opened.reader(opened.horizon())) {
                    while (reader.next() instanceof ReadOutcome.Next next) {
                        records.add(record(shard, next.record()));
                    }
                }
            }
        }
        return records;
    }

    private static Record record(Shard shard, StoredRecord stored) {
        return new Record(
                new SequenceNumber(shard.id(), stored.place()),
                stored.key().map(PartitionKey::value),
                RecordContent.decode(stored.body(), stored.ingestId()));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
