package io.sluice.broker.artemis.stream.read;

import io.sluice.broker.artemis.queue.RecordReference;
import io.sluice.broker.artemis.stream.ReadLimits;
import io.sluice.broker.artemis.stream.Stream;
import io.sluice.broker.stream.segment.DamagedSegmentException;
import io.sluice.broker.stream.segment.ReadOutcome;
import io.sluice.broker.stream.segment.ShardReader;
import io.sluice.broker.stream.segment.StoredRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads records ahead of the consumers of one reading, into its queue. How far is limited in bytes and not in records, so
 * that a thousand readers of large records do not fill the heap. Runs on the executor of the reading only.
 */
final class Pump {

    private static final Logger LOGGER = LoggerFactory.getLogger(Pump.class);
    private static final long WINDOW_BYTES = 4 << 20;
    private static final long LEAST_SHARE_BYTES = 32 << 10;
    private static final long REFERENCE_BYTES = 600;
    private static final int BATCH = 200;
    private static final long AGAIN_AFTER_MILLIS = 1_000;

    private final Reading reading;
    private final Stream stream;
    private final ActiveMQServer server;
    private final ReadLimits limits;
    private long sequence;

    /** @param limits how fast it may read */
    Pump(Reading reading, Stream stream, ActiveMQServer server, ReadLimits limits) {
        this.reading = reading;
        this.stream = stream;
        this.server = server;
        this.limits = limits;
    }

    /**
     * Reads some records of each of these shards, and has those looked at again that have more.
     *
     * @param open how many shards share what may be read ahead
     */
    void fill(Collection<ShardWindow> windows, int open) {
        long share = Math.max(LEAST_SHARE_BYTES, WINDOW_BYTES / Math.max(1, open));
        for (ShardWindow window : windows) {
            try {
                if (fill(window, share)) {
                    reading.lookAt(window);
                }
            } catch (DamagedSegmentException e) {
                LOGGER.error("{} of stream {} cannot be read: {}", window.shard(), stream.name(), e.getMessage());
                again(window);
            } catch (IOException e) {
                LOGGER.error("{} of stream {} cannot be read", window.shard(), stream.name(), e);
                again(window);
            }
        }
    }

    private void again(ShardWindow window) {
        server.getScheduledPool().schedule(() -> reading.lookAt(window), AGAIN_AFTER_MILLIS, TimeUnit.MILLISECONDS);
    }

    private boolean fill(ShardWindow window, long share) throws IOException {
        int round;
        long start;
        long room;
        synchronized (reading.queue()) {
            round = window.round();
            start = window.takeStart();
            room = window.room(share);
        }
        ShardReader reader = window.readerAt(start);
        if (room > 0 && isTooEarly(window)) {
            return false;
        }
        ReadAhead ahead = new ReadAhead(window, round);
        while (ahead.size() < BATCH && ahead.bytes < room) {
            ReadOutcome outcome = next(reader, ahead);
            if (outcome instanceof ReadOutcome.Next next) {
                add(ahead, next.record());
            } else {
                deliver(ahead);
                if (outcome instanceof ReadOutcome.Trimmed trimmed) {
                    return passTrimmed(window, reader, trimmed);
                }
                if (outcome == ReadOutcome.FINISHED) {
                    reading.ended(window.shard(), reader.place());
                }
                return false;
            }
        }
        boolean isMoreWanted = deliver(ahead);
        return isMoreWanted || ahead.bytes < room;
    }

    /** What was read in front of a place that cannot be read is delivered: the reader does not come to it again. */
    private ReadOutcome next(ShardReader reader, ReadAhead ahead) throws IOException {
        try {
            return reader.next();
        } catch (IOException e) {
            deliver(ahead);
            throw e;
        }
    }

    /** Whether what was read before is more than may be read until now; then it goes on when its time has come. */
    private boolean isTooEarly(ShardWindow window) {
        long wait = limits.nanosUntilRead(stream.settings(), window.shard());
        if (wait > 0 && window.rest()) {
            Runnable goOn = () -> {
                window.endRest();
                reading.lookAt(window);
            };
            server.getScheduledPool().schedule(goOn, wait, TimeUnit.NANOSECONDS);
        }
        return wait > 0;
    }

    /** @return whether reading goes on behind what is not kept any more */
    private boolean passTrimmed(ShardWindow window, ShardReader reader, ReadOutcome.Trimmed trimmed)
            throws IOException {
        if (!reading.trimmed(window, trimmed.from(), trimmed.horizon())) {
            reader.moveTo(trimmed.from());
            return false;
        }
        LOGGER.warn(
                "a reader of {} of stream {}, queue {}, has missed records {} to {}, which are not kept any more",
                window.shard(),
                stream.name(),
                reading.queue().getName(),
                trimmed.from(),
                trimmed.horizon() - 1);
        return true;
    }

    /** Records that were read in one go. */
    private static final class ReadAhead {
        private final ShardWindow window;
        private final int round;
        private final List<RecordReference> records = new ArrayList<>();
        private long bytes;

        private ReadAhead(ShardWindow window, int round) {
            this.window = window;
            this.round = round;
        }

        private int size() {
            return records.size();
        }
    }

    private void add(ReadAhead ahead, StoredRecord record) {
        ShardWindow window = ahead.window;
        long trimmed = 0;
        if (ahead.records.isEmpty()) {
            synchronized (reading.queue()) {
                trimmed = window.takeMissed();
            }
        }
        long bytes = record.body().remaining() + REFERENCE_BYTES;
        CoreMessage message;
        try {
            message = window.messages(stream.name())
                    .of(record, server.getStorageManager().generateID(), trimmed);
        } catch (RuntimeException e) {
            LOGGER.error(
                    "record {} of {} of stream {} is no message and is passed",
                    record.place(),
                    window.shard(),
                    stream.name(),
                    e);
            reading.skip(window, ahead.round, record.place());
            return;
        }
        var reference = new RecordReference(message, reading.queue(), window, record.place(), bytes, ahead.round);
        reference.setSequence(sequence++);
        ahead.records.add(reference);
        ahead.bytes += bytes;
    }

    /**
     * Adds what was read to the queue, unless the shard was begun anew meanwhile, so that nobody wants it.
     *
     * @return whether more is wanted at once
     */
    private boolean deliver(ReadAhead ahead) {
        boolean isMoreWanted;
        synchronized (reading.queue()) {
            if (ahead.window.round() != ahead.round) {
                return true;
            }
            isMoreWanted = ahead.window.level().added(ahead.bytes);
        }
        limits.read(stream.settings(), ahead.window.shard(), ahead.bytes - REFERENCE_BYTES * ahead.size());
        reading.queue().addRecords(ahead.records);
        return isMoreWanted;
    }

    void close(List<ShardWindow> windows) {
        for (ShardWindow window : windows) {
            try {
                window.close();
            } catch (IOException e) {
                LOGGER.warn("a file of {} of stream {} could not be closed", window.shard(), stream.name(), e);
            }
        }
    }
}
