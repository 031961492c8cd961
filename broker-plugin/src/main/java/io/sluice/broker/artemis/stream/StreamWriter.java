package io.sluice.broker.artemis.stream;

import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.segment.AppendRefusedException;
import io.sluice.broker.stream.segment.NewRecord;
import io.sluice.broker.stream.shard.Resharding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the records of one stream into its log, and does everything else that changes the log.
 *
 * <p>One thread appends, in the order in which it comes, what senders {@linkplain #put put} (ADR 32) and what the
 * {@link IngestConsumer} takes off the ingest queue (ADR 28). It makes that durable as soon as there is nothing more to append, or
 * after {@value #SYNC_MILLIS} ms; if no sender waits for it, always after that time. When many senders put at once it first
 * gathers more of them for as long as the disk took the last time, at least {@value #LEAST_GATHER_MILLIS} ms and at most
 * {@value #MOST_GATHER_MILLIS} ms, because each time costs a write for each shard and wakes up readers. Then it tells senders
 * and readers, and has the journal forget what that had. A record of the ingest queue is in the journal until it is durable in
 * the log, so a crash at any moment loses none; and one that both have is recognised by its id after the crash, so none is
 * stored twice.
 *
 * <p>If the disk refuses, what is not durable goes back in front of what waits, senders are refused, and the thread tries again
 * every {@value #RETRY_MILLIS} ms; what was put before goes into the journal (ADR 41). Readers go on meanwhile.
 */
final class StreamWriter {

    static final long SYNC_MILLIS = 20;
    static final long LEAST_GATHER_MILLIS = 1;
    static final long MOST_GATHER_MILLIS = 5;
    private static final int MANY = 16;
    private static final long RETRY_MILLIS = 500;
    private static final long CARE_MILLIS = 30_000;
    private static final int MOST_IN_BATCH = 16_384;
    private static final Logger LOGGER = LoggerFactory.getLogger(StreamWriter.class);

    private final Stream stream;
    private final StreamEntrance entrance;
    private final StreamCare care;
    private final IngestConsumer consumer;
    private final Acknowledgements acknowledgements;
    private final Thread thread;
    private final BlockingQueue<Object> work = new LinkedBlockingQueue<>();
    private final WaitingRecords waiting = new WaitingRecords();
    private final Batch batch = new Batch();
    private long syncNanos;
    private long lastSyncNanos;
    private long retryNanos;
    private long careNanos;
    private boolean isRefused;
    private volatile boolean isClosing;
    private volatile boolean isAbandoned;
    private final CountDownLatch stopping = new CountDownLatch(1);

    StreamWriter(
            ActiveMQServer server, Stream stream, StreamEntrance entrance, IngestQueue ingest, ThreadFactory threads) {
        this.stream = stream;
        this.entrance = entrance;
        this.care = new StreamCare(stream, entrance.limits());
        this.acknowledgements = new Acknowledgements(server.getStorageManager(), ingest, stream.log());
        this.consumer = new IngestConsumer(
                ingest,
                reference -> work.add(new QueuedRecord(reference)),
                server.getStorageManager().generateID());
        this.thread = threads.newThread(this::run);
        thread.setName("sluice-stream-" + stream.name());
    }

    /** Begins to take records. */
    void start() throws Exception {
        acknowledgements.recover();
        careNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CARE_MILLIS);
        thread.start();
        consumer.start();
        entrance.open(stream);
    }

    /** Brings a record into the log, behind all that the writer has got before. For any thread. */
    void put(DirectRecord record) {
        work.add(record);
        if (isAbandoned) {
            answerLeft();
        }
    }

    /**
     * Ends when what it has got is durable, if the disk takes it; the rest stays in the journal.
     *
     * @param reason the end of a sentence for those who put something from now on
     */
    void stop(String reason) {
        isClosing = true;
        entrance.close(reason);
        consumer.stop();
        stopping.countDown();
        work.add((Runnable) () -> {});
        boolean isInterrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                isInterrupted = true;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Has the senders go on whose records were not stored before it was stopped, because the stream is deleted with all its
     * records. To be called after {@link #stop}.
     */
    void abandon() {
        isAbandoned = true;
        entrance.durable(batch.taken(stream.counts()).direct());
        work.addAll(waiting.all());
        answerLeft();
    }

    private void answerLeft() {
        for (Object left = work.poll(); left != null; left = work.poll()) {
            if (left instanceof DirectRecord record) {
                entrance.durable(List.of(record));
            }
        }
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }

    /** Looks after the files at once, because the settings are others now. */
    void careSoon() {
        work.add((Runnable) () -> careNanos = System.nanoTime());
    }

    /** Changes the shards between two batches. @throws IllegalStateException if it cannot be done now */
    Resharding reshape(StreamCare.Reshaping change) {
        return call(() -> care.reshape(change));
    }

    /**
     * Does something between two batches, when everything before is durable, and waits for it.
     *
     * @throws IllegalStateException if it cannot be done now
     */
    private <T> T call(Callable<T> task) {
        AwaitedTask<T> awaited = new AwaitedTask<>(stream.name(), task);
        work.add((Runnable) () -> perform(awaited));
        if (isStopping()) {
            awaited.fail(new IllegalStateException("stream " + stream.name() + " is closed"));
        }
        return awaited.await();
    }

    @SuppressWarnings("IllegalCatch") // whatever goes wrong is for the caller, not for the writer
    private void perform(AwaitedTask<?> task) {
        try {
            sync();
            if (isRefused || isStopping()) {
                throw new IllegalStateException("stream " + stream.name() + " cannot be changed now: "
                        + (isStopping() ? "it is closed" : "it stores no records"));
            }
            task.perform();
        } catch (IOException e) {
            refuse(e);
            task.fail("stream " + stream.name() + " could not be changed: " + e.getMessage(), e);
        } catch (Exception e) {
            task.fail(e);
        }
    }

    // ---- the thread -------------------------------------------------------------------------------------------------

    @SuppressWarnings("IllegalCatch") // what is not foreseen must stop puts, and not go unseen
    private void run() {
        try {
            while (!isStopping()) {
                take(work.poll(nanosToWait(), TimeUnit.NANOSECONDS));
                step();
            }
            finish();
        } catch (Exception | Error e) {
            entrance.close("it failed: " + e);
            LOGGER.error("stream {} takes no records until the broker is started again", stream.name(), e);
        }
    }

    private void finish() throws Exception {
        do {
            take(work.poll());
            appendWaiting();
            sync();
        } while (!isRefused && (waiting.hasNext() || !work.isEmpty()));
    }

    private long nanosToWait() {
        long next = careNanos;
        if (!batch.isEmpty()) {
            next = Math.min(next, syncNanos);
        }
        if (isRefused) {
            next = Math.min(next, retryNanos);
        } else if (waiting.hasNext()) {
            return 0;
        }
        return Math.max(0, next - System.nanoTime());
    }

    private void take(@Nullable Object first) {
        if (first == null) {
            return;
        }
        List<Object> taken = new ArrayList<>();
        taken.add(first);
        work.drainTo(taken, MOST_IN_BATCH - 1);
        for (Object next : taken) {
            if (next instanceof Incoming incoming) {
                waiting.add(incoming);
            } else {
                appendWaiting();
                ((Runnable) next).run();
            }
        }
    }

    private void step() throws Exception {
        long now = System.nanoTime();
        if (isRefused) {
            entrance.move(waiting);
            if (now - retryNanos >= 0) {
                retry();
            }
        }
        appendWaiting();
        if (isSyncDue()) {
            gather();
            sync();
        }
        if (now - careNanos >= 0) {
            careNanos = now + TimeUnit.MILLISECONDS.toNanos(CARE_MILLIS);
            if (!isRefused) {
                sync();
            }
            if (!isRefused) {
                takeCare();
            }
        }
    }

    private void takeCare() {
        try {
            care.take(stream.now().toEpochMilli());
        } catch (IOException e) {
            refuse(e);
        }
    }

    private void gather() throws InterruptedException {
        if (batch.awaited() >= MANY && !stopping.await(nanosToGather(), TimeUnit.NANOSECONDS)) {
            take(work.poll());
            appendWaiting();
        }
    }

    private long nanosToGather() {
        return Math.max(
                TimeUnit.MILLISECONDS.toNanos(LEAST_GATHER_MILLIS),
                Math.min(TimeUnit.MILLISECONDS.toNanos(MOST_GATHER_MILLIS), lastSyncNanos));
    }

    private boolean isSyncDue() {
        return isLongOpen() || (batch.awaited() > 0 && !waiting.hasNext());
    }

    private boolean isLongOpen() {
        return !batch.isEmpty() && System.nanoTime() - syncNanos >= 0;
    }

    private void appendWaiting() {
        while (!isRefused && waiting.hasNext() && !isLongOpen()) {
            Incoming incoming = waiting.next();
            if (batch.isEmpty()) {
                syncNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(SYNC_MILLIS);
            }
            if (incoming instanceof QueuedRecord queued && acknowledgements.isStoredBefore(queued.reference())) {
                batch.addStoredBefore(queued);
            } else {
                append(incoming);
            }
        }
    }

    @SuppressWarnings("IllegalCatch") // a message of which no record can be made must not keep others from being stored
    private void append(Incoming incoming) {
        NewRecord record;
        ShardId shard;
        try {
            RecordKey key = incoming.key();
            record = incoming.record(key, stream.now().toEpochMilli());
            shard = stream.shardMap().route(key.hashKey()).id();
        } catch (RuntimeException e) {
            leaveOut(incoming, e);
            return;
        }
        try {
            long place =
                    stream.log().append(shard, record, record.arrivalMillis()).place();
            batch.add(incoming, shard, place, record.body().remaining());
        } catch (AppendRefusedException e) {
            waiting.addBack(List.of(incoming));
            takeBack(List.of(e));
        } catch (IllegalArgumentException e) {
            leaveOut(incoming, e);
        }
    }

    private void leaveOut(Incoming incoming, RuntimeException cause) {
        LOGGER.error(
                "stream {}: no record can be made of message {}; it stays in the ingest queue, and is tried again after"
                        + " the next start",
                stream.name(),
                incoming.messageId(),
                cause);
    }

    private void sync() throws Exception {
        long start = System.nanoTime();
        List<AppendRefusedException> refusals = stream.log().sync();
        lastSyncNanos = System.nanoTime() - start;
        takeBack(refusals);
        Batch.Stored stored = batch.taken(stream.counts());
        entrance.durable(stored.direct());
        if (!stored.shards().isEmpty()) {
            stream.readable(stored.shards());
        }
        if (!stored.references().isEmpty()) {
            acknowledgements.acknowledge(stored);
            stored.references().forEach(consumer::done);
            consumer.goOn();
        }
    }

    // ---- a disk that refuses ----------------------------------------------------------------------------------------

    private void takeBack(List<AppendRefusedException> refusals) {
        List<Incoming> back = new ArrayList<>();
        for (AppendRefusedException refusal : refusals) {
            back.addAll(batch.takeBack(refusal));
        }
        waiting.addBack(back);
        if (!refusals.isEmpty()) {
            refuse(refusals.get(0));
        }
    }

    private void refuse(Exception cause) {
        retryNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(RETRY_MILLIS);
        if (!isRefused) {
            isRefused = true;
            entrance.close(String.valueOf(cause.getMessage()));
            LOGGER.error(
                    "stream {} takes no records until its disk does; what was put before is kept: {}",
                    stream.name(),
                    cause.getMessage());
        }
        entrance.move(waiting);
    }

    private void retry() throws Exception {
        try {
            care.resume(stream.now().toEpochMilli());
        } catch (IOException e) {
            refuse(e);
            return;
        }
        isRefused = false;
        appendWaiting();
        sync(); // only now is anything written
        if (!isRefused) {
            waiting.diskTakes();
            entrance.open(stream);
            LOGGER.info("stream {} takes records again", stream.name());
        }
        if (isClosing) {
            entrance.close("it is closed");
        }
    }
}
