package io.sluice.broker.artemis.redrive;

import io.sluice.broker.artemis.BrokerInternals;
import io.sluice.broker.artemis.queue.RedrivenMessages;
import io.sluice.broker.redrive.MoveRate;
import io.sluice.broker.redrive.MoveStatus;
import io.sluice.broker.redrive.MoveTask;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.api.core.ActiveMQAddressFullException;
import org.apache.activemq.artemis.core.filter.Filter;
import org.apache.activemq.artemis.core.io.IOCallback;
import org.apache.activemq.artemis.core.paging.PagingStore;
import org.apache.activemq.artemis.core.persistence.OperationContext;
import org.apache.activemq.artemis.core.persistence.StorageManager;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.impl.QueueImpl;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.core.transaction.impl.TransactionImpl;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out one task, step by step, each step a job on the executor that also reads and deletes the queue's pages.
 *
 * <p>A step takes a batch out of the dead-letter queue, and stores the copies and removes the originals in one transaction.
 * The next step begins when that transaction is on the disk. So at any moment a message is in one of the two queues, and a
 * crash at any moment leaves it in one of them.
 *
 * <p>A pass is one walk from the beginning of the queue to its end. When a pass has moved something another one follows,
 * for what was in flight or being brought in from a page when the walk came by. When a batch fails its messages are back at
 * the beginning of the queue, so a new pass begins, which moves them one by one; one that fails alone stays.
 */
final class TaskRun {

    private static final Logger LOGGER = LoggerFactory.getLogger(TaskRun.class);
    private static final int BATCH = 500;
    private static final int MOST_REFUSED = 100;
    private static final long BUSY_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long FULL_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final ActiveMQServer server;
    private final QueueImpl queue;
    private final MoveTask task;
    private final @Nullable Filter filter;
    private final Observer observer;
    private final Executor executor;
    private final Destinations destinations;
    private final RedrivenMessages messages;
    private final MoveRate rate;
    private final Set<Long> refused = new HashSet<>();
    private @Nullable WaitingMessages walk;
    private boolean hasPassMoved;
    private int oneByOne;

    TaskRun(ActiveMQServer server, QueueImpl queue, MoveTask task, @Nullable Filter filter, Observer observer) {
        this.server = server;
        this.queue = queue;
        this.task = task;
        this.filter = filter;
        this.observer = observer;
        PagingStore store = queue.getPagingStore();
        this.executor = store == null ? server.getExecutorFactory().getExecutor() : store::execute;
        this.destinations = new Destinations(server, task.request(), task.starter());
        this.messages = new RedrivenMessages(server);
        this.rate = new MoveRate(task.request().messagesPerSecond(), System.nanoTime());
    }

    /** Who keeps the state of a task. */
    interface Observer {

        /** Whether the broker stops; the task goes on after its next start. */
        boolean isStopping();

        /** The counts of the task have changed. */
        void moved(MoveTask task, int messages);

        /** The task is over. */
        void ended(MoveTask task);
    }

    void begin() {
        // what was routed to the queue just now is put into its list on the queue's own executor
        queue.getExecutor().execute(() -> executor.execute(this::step));
    }

    @SuppressWarnings("IllegalCatch") // whatever happens, the task must not stay active for ever
    private void step() {
        if (observer.isStopping()) {
            closeWalk();
            return;
        }
        try {
            if (task.status() == MoveStatus.CANCELLING) {
                end();
            } else if (isQueueGone() || destinations.isGone()) {
                fail("AWS.SimpleQueueService.NonExistentQueue");
            } else if (destinations.isAnyFull()) {
                again(FULL_NANOS);
            } else {
                advance();
            }
        } catch (Exception e) {
            if (observer.isStopping()) {
                return;
            }
            LOGGER.error("redrive task {} of queue {} failed", task.id(), queue.getName(), e);
            fail(String.valueOf(e.getMessage()));
        }
    }

    private boolean isQueueGone() {
        return server.locateQueue(queue.getName()) != queue;
    }

    private void advance() {
        int permits = rate.permits(oneByOne > 0 ? 1 : BATCH, System.nanoTime());
        if (permits == 0) {
            again(Math.min(LONGEST_PAUSE_NANOS, rate.nanosUntilPermit(System.nanoTime())));
            return;
        }
        if (walk == null) {
            task.passBegins();
            hasPassMoved = false;
            walk = new WaitingMessages(queue);
        }
        Batch batch = new Batch(task, destinations, filter, refused, permits);
        WaitingMessages.Step step = walk.advance(batch);
        if (!batch.items().isEmpty()) {
            move(batch);
        } else {
            done(batch, step);
        }
    }

    private void done(Batch batch, WaitingMessages.Step step) {
        if (batch.size() > 0) {
            count(batch);
        }
        if (step != WaitingMessages.Step.END) {
            again(step == WaitingMessages.Step.BUSY ? BUSY_NANOS : 0);
        } else if (hasPassMoved && !task.request().dryRun()) {
            closeWalk();
            begin();
        } else {
            end();
        }
    }

    private void move(Batch batch) {
        StorageManager storage = server.getStorageManager();
        OperationContext context = storage.newContext(executor);
        storage.setContext(context);
        try {
            if (!moveInTransaction(batch)) {
                return;
            }
            context.executeOnCompletion(new IOCallback() {
                @Override
                public void done() {
                    executor.execute(() -> moved(batch));
                }

                @Override
                public void onError(int errorCode, String errorMessage) {
                    LOGGER.error("a redrive of queue {} was not stored: {}", queue.getName(), errorMessage);
                }
            });
        } finally {
            storage.clearContext();
        }
    }

    /** @return false if it failed; the messages are back in the queue, and a new pass is on its way */
    @SuppressWarnings("IllegalCatch") // Artemis declares Exception
    private boolean moveInTransaction(Batch batch) {
        Transaction tx = new TransactionImpl(server.getStorageManager());
        int acknowledged = 0;
        try {
            for (Batch.Item item : batch.items()) {
                messages.copy(
                        item.reference().getMessage(),
                        item.destination().queue(),
                        task.starter().user(),
                        tx);
            }
            for (Batch.Item item : batch.items()) {
                queue.acknowledge(tx, item.reference());
                acknowledged++;
            }
            tx.commit();
            return true;
        } catch (Exception e) {
            for (Batch.Item item : batch.items().subList(acknowledged, batch.size())) {
                queue.cancel(tx, item.reference(), true);
            }
            BrokerInternals.rollBackQuietly(tx);
            failed(batch, e);
            return false;
        }
    }

    private void failed(Batch batch, Exception cause) {
        closeWalk();
        if (observer.isStopping()) {
            return;
        }
        if (cause instanceof ActiveMQAddressFullException) {
            oneByOne = batch.size();
            again(FULL_NANOS);
            return;
        }
        if (batch.size() > 1) {
            LOGGER.warn("{} messages of queue {} are moved one by one now", batch.size(), queue.getName(), cause);
            oneByOne = batch.size();
        } else {
            long number = batch.items().get(0).reference().getMessageID();
            LOGGER.error("message {} of queue {} cannot be moved and stays", number, queue.getName(), cause);
            refused.add(number);
        }
        if (refused.size() > MOST_REFUSED) {
            fail(refused.size() + " messages could not be moved, the last one because of: " + cause.getMessage());
        } else {
            begin();
        }
    }

    private void moved(Batch batch) {
        rate.used(batch.size());
        oneByOne = Math.max(0, oneByOne - batch.size());
        hasPassMoved = true;
        count(batch);
        step();
    }

    private void count(Batch batch) {
        batch.counts().forEach(task::moved);
        observer.moved(task, batch.size());
    }

    private void again(long delayNanos) {
        if (delayNanos == 0) {
            executor.execute(this::step);
        } else {
            server.getScheduledPool().schedule(() -> executor.execute(this::step), delayNanos, TimeUnit.NANOSECONDS);
        }
    }

    private void end() {
        closeWalk();
        task.finish(Instant.now());
        observer.ended(task);
    }

    private void fail(String reason) {
        closeWalk();
        task.fail(reason, Instant.now());
        observer.ended(task);
    }

    private void closeWalk() {
        if (walk != null) {
            walk.close();
            walk = null;
        }
    }
}
