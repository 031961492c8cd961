package io.sluice.broker.artemis.queue;

import io.sluice.broker.artemis.ConsumerInternals;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Who takes nothing for the visibility timeout loses its shards to those who do, until it could take something. That is looked at
 * whenever Artemis has the queue deliver, which it does when a connection is started and when a client asks for more.
 *
 * <p>Thread-safe; what it knows is guarded by the monitor of the queue.
 */
final class IdleWatch {

    private final RecordQueue queue;
    private final RecordOrder order;
    private final IdleConsumers<LeasedConsumer> consumers = new IdleConsumers<>();
    private final AtomicBoolean lookIsDue = new AtomicBoolean();
    private volatile boolean hasIdle;

    IdleWatch(RecordQueue queue, RecordOrder order) {
        this.queue = queue;
        this.order = order;
    }

    /** A consumer that has nothing in flight did not take what it was offered. */
    void takesNothing(LeasedConsumer consumer) {
        boolean isNew;
        synchronized (queue) {
            isNew = queue.consumers().inFrontOf(consumer.delegate()) == consumer
                    && consumers.refuses(consumer, queue.nanoTime());
        }
        if (isNew && queue.consumers().size() > 1) {
            queue.schedule(() -> lookAtRefusing(consumer), patience());
        }
    }

    /** Another consumer has come: as long as one was alone, nobody wanted its shards. */
    void watch() {
        for (LeasedConsumer consumer : queue.consumers()) {
            long since;
            synchronized (queue) {
                since = consumers.nanosSince(consumer, queue.nanoTime());
            }
            if (since >= 0) {
                queue.schedule(() -> lookAtRefusing(consumer), Math.max(0, patience() - since));
            }
        }
    }

    /** A consumer took something, or is gone. @return whether it was idle */
    boolean ends(LeasedConsumer consumer) {
        return consumers.ends(consumer);
    }

    int count() {
        synchronized (queue) {
            return consumers.idle().size();
        }
    }

    private long patience() {
        return queue.settings() == null ? 0 : queue.leaseNanos();
    }

    private void lookAtRefusing(LeasedConsumer consumer) {
        long left;
        synchronized (queue) {
            long since = consumers.nanosSince(consumer, queue.nanoTime());
            left = patience() - since;
            if (since >= 0 && left <= 0) {
                consumers.becomesIdle(consumer);
                hasIdle = true;
                order.hangs(consumer);
            } else if (since < 0) {
                return;
            }
        }
        if (left > 0) {
            queue.schedule(() -> lookAtRefusing(consumer), left);
        }
    }

    /** Has the idle consumers looked at, if there are any. */
    void lookSoon() {
        if (hasIdle && lookIsDue.compareAndSet(false, true)) {
            queue.getExecutor().execute(this::lookAtIdle);
        }
    }

    private void lookAtIdle() {
        lookIsDue.set(false);
        synchronized (queue) {
            for (LeasedConsumer consumer : consumers.idle()) {
                if (ConsumerInternals.couldTake(consumer.delegate())) {
                    consumers.ends(consumer);
                    order.showsLife(consumer);
                }
            }
            hasIdle = !consumers.idle().isEmpty();
        }
    }
}
