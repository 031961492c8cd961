package io.sluice.broker.artemis.stream;

import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.segment.AppendRefusedException;
import io.sluice.broker.stream.segment.NewRecord;
import io.sluice.broker.stream.shard.Resharding;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the records of one stream from the ingest queue into its log (ADR 28), and does everything else that changes the log.
 *
 * <p>One thread: it appends what the {@link IngestConsumer} takes; every {@value #SYNC_MILLIS} ms it makes that durable, tells
 * readers, and has the journal forget it. A record is in the journal until it is durable in the log, so a crash at any
 * moment loses none; and one that both have is recognised by its id after the crash, so none is stored twice.
 *
 * <p>If the disk refuses, what is not durable goes back in front of what waits, senders are refused, and the thread tries again
 * every {@value #RETRY_MILLIS} ms. Readers go on meanwhile.
 */
final class StreamWriter {

    static final long SYNC_MILLIS = 20;
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
    private final Deque<MessageReference> waiting = new ArrayDeque<>();
    private final Batch batch = new Batch();
    private long syncNanos;
    private long retryNanos;
    private long careNanos;
    private boolean isRefused;
    private volatile boolean isStopping;

    StreamWriter(ActiveMQServer server, Stream stream, StreamEntrance entrance, Queue ingest, ThreadFactory threads) {
        this.stream = stream;
        this.entrance = entrance;
        this.care = new StreamCare(stream, entrance.limits());
        this.acknowledgements = new Acknowledgements(server.getStorageManager(), ingest, stream.log());
        this.consumer =
                new IngestConsumer(ingest, work::add, server.getStorageManager().generateID());
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

    /** Ends when what was appended is durable; the rest stays in the journal. */
    void stop() {
        entrance.close("the broker stops");
        consumer.stop();
        isStopping = true;
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
        CompletableFuture<T> result = new CompletableFuture<>();
        work.add((Runnable) () -> perform(task, result));
        if (isStopping) {
            result.completeExceptionally(new IllegalStateException("stream " + stream.name() + " is closed"));
        }
        try {
            return result.orTimeout(1, TimeUnit.MINUTES).join();
        } catch (CompletionException e) {
            throw new IllegalStateException(
                    e.getCause() == null
                            ? String.valueOf(e.getMessage())
                            : e.getCause().getMessage(),
                    e);
        }
    }

    @SuppressWarnings("IllegalCatch") // whatever goes wrong is for the caller, not for the writer
    private <T> void perform(Callable<T> task, CompletableFuture<T> result) {
        try {
            sync();
            if (isRefused || isStopping) {
                throw new IllegalStateException("stream " + stream.name() + " cannot be changed now: "
                        + (isStopping ? "it is closed" : "it stores no records"));
            }
            result.complete(task.call());
        } catch (IOException e) {
            refuse(e);
            result.completeExceptionally(new IllegalStateException(
                    "stream " + stream.name() + " could not be changed: " + e.getMessage(), e));
        } catch (Exception e) {
            result.completeExceptionally(e);
        }
    }

    // ---- the thread -------------------------------------------------------------------------------------------------

    @SuppressWarnings("IllegalCatch") // what is not foreseen must stop puts, and not go unseen
    private void run() {
        try {
            while (!isStopping) {
                take(work.poll(nanosToWait(), TimeUnit.NANOSECONDS));
                step();
            }
            sync();
        } catch (Exception | Error e) {
            entrance.close("it failed: " + e);
            LOGGER.error("stream {} takes no records until the broker is started again", stream.name(), e);
        }
    }

    private long nanosToWait() {
        long next = careNanos;
        if (!batch.isEmpty()) {
            next = Math.min(next, syncNanos);
        }
        if (isRefused) {
            next = Math.min(next, retryNanos);
        } else if (!waiting.isEmpty()) {
            return 0;
        }
        return Math.max(0, next - System.nanoTime());
    }

    private void take(@Nullable Object first) {
        Object next = first;
        int taken = 0;
        while (next != null) {
            if (next instanceof MessageReference reference) {
                waiting.add(reference);
            } else {
                appendWaiting();
                ((Runnable) next).run();
            }
            taken++;
            next = taken < MOST_IN_BATCH ? work.poll() : null;
        }
    }

    private void step() throws Exception {
        long now = System.nanoTime();
        if (isRefused && now - retryNanos >= 0) {
            retry();
        }
        appendWaiting();
        if (isSyncDue()) {
            sync();
        }
        if (now - careNanos >= 0) {
            careNanos = now + TimeUnit.MILLISECONDS.toNanos(CARE_MILLIS);
            if (!isRefused) {
                sync();
                care.take(stream.now().toEpochMilli());
            }
        }
    }

    private boolean isSyncDue() {
        return !batch.isEmpty() && System.nanoTime() - syncNanos >= 0;
    }

    private void appendWaiting() {
        while (!isRefused && !waiting.isEmpty() && !isSyncDue()) {
            MessageReference reference = waiting.removeFirst();
            if (batch.isEmpty()) {
                syncNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(SYNC_MILLIS);
            }
            if (acknowledgements.isStoredBefore(reference)) {
                batch.addStoredBefore(reference);
            } else {
                append(reference);
            }
        }
    }

    @SuppressWarnings("IllegalCatch") // a message of which no record can be made must not keep others from being stored
    private void append(MessageReference reference) {
        NewRecord record;
        ShardId shard;
        try {
            long now = stream.now().toEpochMilli();
            RecordKey key = RecordKey.of(reference.getMessage());
            ByteBuffer content = RecordContent.encode(reference.getMessage());
            record = new NewRecord(now, reference.getMessageID(), key.partitionKey(), content);
            shard = stream.shardMap().route(key.hashKey()).id();
        } catch (RuntimeException e) {
            LOGGER.error(
                    "stream {}: no record can be made of message {}; it stays in queue {}, and is tried again after the"
                            + " next start",
                    stream.name(),
                    reference.getMessageID(),
                    reference.getQueue().getName(),
                    e);
            return;
        }
        try {
            long place =
                    stream.log().append(shard, record, record.arrivalMillis()).place();
            batch.add(reference, shard, place, record.body().remaining());
        } catch (AppendRefusedException e) {
            waiting.addFirst(reference);
            takeBack(List.of(e));
        }
    }

    private void sync() throws Exception {
        List<AppendRefusedException> refusals = stream.log().sync();
        takeBack(refusals);
        Batch.Stored stored = batch.taken(stream.counts());
        if (!stored.references().isEmpty()) {
            stream.readable(stored.lastPlaces().keySet());
            acknowledgements.acknowledge(stored);
            stored.references().forEach(consumer::done);
            consumer.goOn();
        }
    }

    // ---- a disk that refuses ----------------------------------------------------------------------------------------

    private void takeBack(List<AppendRefusedException> refusals) {
        List<MessageReference> back = new ArrayList<>();
        for (AppendRefusedException refusal : refusals) {
            back.addAll(batch.takeBack(refusal));
        }
        for (int i = back.size() - 1; i >= 0; i--) {
            waiting.addFirst(back.get(i));
        }
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
    }

    private void retry() {
        try {
            care.resume(stream.now().toEpochMilli());
        } catch (IOException e) {
            refuse(e);
            return;
        }
        isRefused = false;
        appendWaiting();
        if (!isRefused) {
            entrance.open(stream);
            LOGGER.info("stream {} takes records again", stream.name());
        }
    }
}
