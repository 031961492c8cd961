package io.sluice.broker.artemis.queue;

import io.sluice.broker.artemis.QueueInternals;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.activemq.artemis.core.server.impl.QueueImpl;
import org.apache.activemq.artemis.utils.actors.ArtemisExecutor;
import org.jspecify.annotations.Nullable;

/**
 * What runs the tasks of a queue one after another.
 *
 * <p>Artemis has a queue look for something to deliver, in a task for a pool of threads, whenever a message comes. A message that is
 * published to many queues would wake as many threads, and that costs more than everything else of it. While a queue has no consumers,
 * that task does no more than to put the message in its place, so queues take turns on one thread then. Artemis guards delivery by a lock,
 * so it does not matter which thread it is on when a consumer comes. A queue that has got a consumer does not wait for its turn, which may
 * be long if somebody works on all messages of a queue before it ({@link #hurry}). What a queue delivers to its consumers is written
 * to their sockets together ({@link GatheredWrites}).
 *
 * <p>Thread-safe.
 */
final class TurnExecutor implements ArtemisExecutor {

    private final ArtemisExecutor own;
    private final ArtemisExecutor turns;
    private final AtomicInteger waiting = new AtomicInteger();
    private final Runnable turn = this::takeTurn;
    private final GatheredWrites writes = new GatheredWrites();
    private final Runnable gathering = this::deliver;
    private volatile boolean hasTurn;
    private volatile @Nullable QueueImpl queue;
    private volatile @Nullable Runnable delivery;

    /**
     * For a queue that does not exist yet.
     *
     * @param own of this queue alone
     * @param turns of all queues
     */
    TurnExecutor(ArtemisExecutor own, ArtemisExecutor turns) {
        this.own = own;
        this.turns = turns;
    }

    /** Before, nothing takes turns. */
    void serve(QueueImpl served) {
        queue = served;
    }

    @Override
    public void execute(Runnable task) {
        QueueImpl served = queue;
        if (served == null || !QueueInternals.isDelivery(task)) {
            own.execute(task);
            return;
        }
        delivery = task;
        if (served.getConsumerCount() > 0) {
            own.execute(gathering);
            return;
        }
        waiting.incrementAndGet();
        try {
            turns.execute(turn);
        } catch (RejectedExecutionException e) {
            claim();
            throw e;
        }
    }

    /** Runs now what waits for its turn although the queue has a consumer by now. */
    void hurry() {
        QueueImpl served = queue;
        if (waiting.get() > 0 && served != null && served.getConsumerCount() > 0 && claim()) {
            own.execute(gathering);
        }
    }

    private void deliver() {
        Runnable task = delivery;
        if (task != null) {
            writes.during(task);
        }
    }

    /** Each delivery that was handed over is run once: in its turn, or in a hurry. */
    private boolean claim() {
        return waiting.getAndUpdate(count -> Math.max(0, count - 1)) > 0;
    }

    /** A queue has one delivery task, which it hands over again and again. */
    private void takeTurn() {
        hasTurn = true;
        try {
            Runnable task = delivery;
            if (task != null && claim()) {
                task.run();
            }
        } finally {
            hasTurn = false;
        }
    }

    @Override
    public boolean isFlushed() {
        return waiting.get() == 0 && !hasTurn && own.isFlushed();
    }

    @Override
    public boolean flush(long timeout, TimeUnit unit) {
        boolean isIdle = waiting.get() == 0 && !hasTurn;
        return own.flush(timeout, unit) && (isIdle || turns.flush(timeout, unit));
    }

    @Override
    public boolean inHandler() {
        return own.inHandler();
    }

    @Override
    public int shutdownNow(Consumer<? super Runnable> onPendingTask, int timeout, TimeUnit unit) {
        return own.shutdownNow(onPendingTask, timeout, unit);
    }

    @Override
    public void shutdown() {
        own.shutdown();
    }

    @Override
    public void yield() {
        own.yield();
    }

    @Override
    public boolean isFair() {
        return own.isFair();
    }

    @Override
    public ArtemisExecutor setFair(boolean fair) {
        own.setFair(fair);
        return this;
    }
}
