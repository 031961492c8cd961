package io.sluice.broker.artemis.stream.read;

import io.sluice.broker.artemis.queue.RecordOrder;
import io.sluice.broker.artemis.queue.RecordReference;
import io.sluice.broker.artemis.stream.RecordContent;
import io.sluice.broker.artemis.stream.Stream;
import io.sluice.broker.stream.segment.DamagedSegmentException;
import io.sluice.broker.stream.segment.ReadOutcome;
import io.sluice.broker.stream.segment.ShardReader;
import io.sluice.broker.stream.segment.StoredRecord;
import java.io.IOException;
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
    private long sequence;

    Pump(Reading reading, Stream stream, ActiveMQServer server) {
        this.reading = reading;
        this.stream = stream;
        this.server = server;
    }

    /** Reads some records of each shard. @return whether there is more to do at once */
    boolean fill(Collection<ShardWindow> windows) {
        long share = Math.max(LEAST_SHARE_BYTES, WINDOW_BYTES / Math.max(1, windows.size()));
        boolean more = false;
        for (ShardWindow window : windows) {
            try {
                more |= fill(window, share);
            } catch (DamagedSegmentException e) {
                LOGGER.error("{} of stream {} cannot be read: {}", window.shard(), stream.name(), e.getMessage());
                again();
            } catch (IOException e) {
                LOGGER.error("{} of stream {} cannot be read", window.shard(), stream.name(), e);
                again();
            }
        }
        return more;
    }

    private void again() {
        server.getScheduledPool().schedule(reading::wake, AGAIN_AFTER_MILLIS, TimeUnit.MILLISECONDS);
    }

    private boolean fill(ShardWindow window, long share) throws IOException {
        int round;
        long start;
        synchronized (reading.queue()) {
            round = window.round();
            start = window.takeStart();
        }
        ShardReader reader = window.readerAt(start);
        for (int i = 0; i < BATCH; i++) {
            synchronized (reading.queue()) {
                if (!window.hasRoom(share) || window.round() != round) {
                    return window.round() != round;
                }
            }
            ReadOutcome outcome = reader.next();
            if (outcome instanceof ReadOutcome.Next next) {
                add(window, round, next.record());
            } else if (outcome instanceof ReadOutcome.Trimmed trimmed) {
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
            } else {
                if (outcome == ReadOutcome.FINISHED) {
                    reading.ended(window.shard(), reader.place());
                }
                return false;
            }
        }
        return true;
    }

    private void add(ShardWindow window, int round, StoredRecord record) {
        long trimmed;
        synchronized (reading.queue()) {
            trimmed = window.takeMissed();
        }
        long bytes = record.body().remaining() + REFERENCE_BYTES;
        CoreMessage message;
        try {
            message = RecordContent.decode(
                    record.body(), server.getStorageManager().generateID());
            message.setAddress(stream.name());
            RecordProperties.write(message, window.shard(), record, trimmed);
        } catch (RuntimeException e) {
            LOGGER.error(
                    "record {} of {} of stream {} is no message and is passed",
                    record.place(),
                    window.shard(),
                    stream.name(),
                    e);
            reading.skip(window, round, record.place());
            return;
        }
        var position = new RecordOrder.Position(window.shard(), record.place());
        RecordReference reference = new RecordReference(message, reading.queue(), position, bytes, round);
        reference.setSequence(sequence++);
        reading.queue().refUp(reference);
        synchronized (reading.queue()) {
            window.added(reference);
        }
        reading.queue().addTail(reference, false);
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
