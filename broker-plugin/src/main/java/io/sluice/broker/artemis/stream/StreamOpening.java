package io.sluice.broker.artemis.stream;

import io.sluice.broker.stream.StreamSettings;
import io.sluice.broker.stream.log.DiskStreamFolder;
import io.sluice.broker.stream.log.StreamLog;
import io.sluice.broker.stream.segment.SegmentLimits;
import io.sluice.broker.stream.segment.SegmentListener;
import io.sluice.broker.stream.segment.ShardLog;
import io.sluice.broker.stream.shard.Shard;
import io.sluice.broker.stream.shard.ShardMap;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the files of a stream, or begins them, and completes what a crash left half-way of a change of its shards. */
final class StreamOpening {

    private static final Logger LOGGER = LoggerFactory.getLogger(StreamOpening.class);

    private final Path folder;
    private final String name;
    private final StreamSettings settings;

    /** @param folder of this stream */
    StreamOpening(Path folder, String name, StreamSettings settings) {
        this.folder = folder;
        this.name = name;
        this.settings = settings;
    }

    /** @throws IOException with file and offset if something is damaged; nothing is changed then */
    Stream open(InstantSource clock) throws IOException {
        Instant now = clock.instant();
        ShardMapFile file = new ShardMapFile(folder);
        Optional<ShardMap> stored = file.load();
        ShardMap map = stored.orElseGet(() -> ShardMap.create(settings.shards(), now));
        if (stored.isEmpty()) {
            file.store(map);
        }
        SegmentListener files = new FilesLog(name);
        StreamLog log = new StreamLog(new DiskStreamFolder(folder, files), name, files);
        try {
            for (Shard shard : map.shards()) {
                open(log, shard, limits(settings, map), now);
            }
        } catch (IOException e) {
            log.close();
            throw e;
        }
        return new Stream(name, settings, new Stream.Files(log, file), map, clock);
    }

    /** When a segment of a stream is full, so that its records do not stay much longer than its settings say. */
    static SegmentLimits limits(StreamSettings settings, ShardMap map) {
        SegmentLimits byAge = SegmentLimits.DEFAULT.forRetention(settings.retention());
        return settings.retentionSize()
                .map(size -> byAge.forSize(size, map.open().size()))
                .orElse(byAge);
    }

    /** Opens the files of one shard; those of a closed one are finished, if they are not yet. */
    static void open(StreamLog log, Shard shard, SegmentLimits limits, Instant now) throws IOException {
        ShardLog opened = log.open(shard.id(), shard.firstPlace(), limits);
        if (!shard.isOpen() && !opened.isFinished()) {
            opened.finish(now.toEpochMilli());
        }
    }

    /** Writes down what happens to the files. */
    private record FilesLog(String stream) implements SegmentListener {

        @Override
        public void tailCut(String file, long cut, long bytes) {
            LOGGER.info(
                    "stream {}: {} bytes that were never acknowledged are cut off {} at {}", stream, bytes, file, cut);
        }

        @Override
        public void indexRebuilt(String file) {
            LOGGER.info("stream {}: the index of {} was made again", stream, file);
        }

        @Override
        public void indexNotWritten(String file, IOException cause) {
            LOGGER.warn("stream {}: the index of {} could not be written: {}", stream, file, cause.getMessage());
        }

        @Override
        public void directWritesRefused(String reason) {
            LOGGER.info("stream {}: large records are written through the page cache: {}", stream, reason);
        }

        @Override
        public void segmentTrimmed(String file, long bytes) {
            LOGGER.debug("stream {}: {} with {} bytes was trimmed", stream, file, bytes);
        }
    }
}
