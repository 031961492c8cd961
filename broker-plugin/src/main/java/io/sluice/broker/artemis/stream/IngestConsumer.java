package io.sluice.broker.artemis.stream;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.activemq.artemis.core.filter.Filter;
import org.apache.activemq.artemis.core.server.Consumer;
import org.apache.activemq.artemis.core.server.HandleStatus;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.jspecify.annotations.Nullable;

/**
 * Takes records off the ingest queue, in its order, and hands them to the writer. It holds so many that the writer always has
 * work, and so few that they fit into memory; the others stay in the queue.
 */
final class IngestConsumer implements Consumer {

    private static final int MOST_RECORDS = 20_000;
    private static final long MOST_BYTES = 32L * 1024 * 1024;

    /** Is given each record. Must be quick: called under the monitor of the queue. */
    interface Taker {
        void taken(MessageReference reference);
    }

    private final IngestQueue queue;
    private final Taker taker;
    private final long id;
    private final AtomicInteger records = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private volatile boolean isWaitedFor;
    private volatile boolean isStopped;

    IngestConsumer(IngestQueue queue, Taker taker, long id) {
        this.queue = queue;
        this.taker = taker;
        this.id = id;
    }

    void start() throws Exception {
        queue.addConsumer(this);
        queue.deliverAsync();
    }

    /** What was taken and not acknowledged stays in the broker's journal. */
    void stop() {
        isStopped = true;
        queue.removeConsumer(this);
    }

    @Override
    public HandleStatus handle(MessageReference reference) {
        if (isStopped) {
            return HandleStatus.BUSY;
        }
        if (isFull()) {
            isWaitedFor = true;
            if (isFull()) {
                return HandleStatus.BUSY;
            }
        }
        records.incrementAndGet();
        bytes.addAndGet(reference.getMessageMemoryEstimate());
        reference.handled();
        taker.taken(reference);
        queue.underWay().taken(reference.getMessageID());
        return HandleStatus.HANDLED;
    }

    private boolean isFull() {
        return records.get() >= MOST_RECORDS || bytes.get() >= MOST_BYTES;
    }

    /** A record is in the segments, and off the queue. */
    void done(MessageReference reference) {
        records.decrementAndGet();
        bytes.addAndGet(-reference.getMessageMemoryEstimate());
    }

    /** Goes on taking, if it had to stop because it held too much. */
    void goOn() {
        if (isWaitedFor && records.get() < MOST_RECORDS / 2 && bytes.get() < MOST_BYTES / 2) {
            isWaitedFor = false;
            queue.deliverAsync();
        }
    }

    @Override
    public void proceedDeliver(MessageReference reference) {
        // it was handed over before
    }

    @Override
    public @Nullable Filter getFilter() {
        return null;
    }

    @Override
    public List<MessageReference> getDeliveringMessages() {
        return List.of();
    }

    @Override
    public String debug() {
        return toManagementString();
    }

    @Override
    public String toManagementString() {
        return "writer of " + queue.getName();
    }

    @Override
    public void disconnect() {
        // has no connection
    }

    @Override
    public void failed(Throwable cause) {
        // has no connection
    }

    @Override
    public long sequentialID() {
        return id;
    }
}
