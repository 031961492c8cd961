package io.sluice.broker.artemis.queue;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Watches one consumer that stands at its in-flight cap, or holds a message, without settling: is it stuck, or does it
 * need more before it settles?
 *
 * <p>A Core client can be asked, by a {@link Ping}, and its answer proves that its application has passed everything sent
 * before. Any other client is given more at once if nobody else can take the waiting messages, and else every quarter of
 * its visibility timeout, so that it never waits for ever. A fixed cap is never raised; the consumer is named instead.
 *
 * <p>Thread-safe; its checks run on the queue's timer.
 */
final class StandstillWatch {

    private static final long CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long NAMED_AFTER_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final LeasedConsumer consumer;
    private final LeasedQueue queue;
    private final AtomicBoolean watching = new AtomicBoolean();
    private volatile boolean pinged;
    private volatile long lastGrownNanos;
    private volatile long namedAtNanos;
    private volatile boolean named;
    private volatile boolean groupsWait;

    StandstillWatch(LeasedConsumer consumer, LeasedQueue queue) {
        this.consumer = consumer;
        this.queue = queue;
        this.lastGrownNanos = queue.nanoTime();
    }

    /** The consumer was refused a message because it is at its cap. */
    void watch() {
        if (watching.compareAndSet(false, true)) {
            queue.schedule(this::check, CHECK_NANOS);
        }
    }

    /** The consumer came to a message that waits behind what is in flight of its group. */
    void watchGroups() {
        groupsWait = true;
        watch();
    }

    private void check() {
        watching.set(false);
        Standing standing = consumer.standing();
        long now = queue.nanoTime();
        if (!standing.full()) {
            named = false;
            consumer.refill();
            askForGroups(standing, now);
            return;
        }
        if (now - standing.lastSettledNanos() >= CHECK_NANOS && !consumer.isSuspect()) {
            standsStill(standing, now);
        }
        if (!consumer.isClosed()) {
            watch();
        }
    }

    private void standsStill(Standing standing, long now) {
        if (!standing.elastic()) {
            nameIt(standing, now);
        } else if (consumer.session().isCore()) {
            ping();
        } else if (!queue.consumers().anotherIsAtWork(consumer) || isTimeToGrow(standing, now)) {
            lastGrownNanos = now;
            consumer.grow();
        }
    }

    /** What was delivered since the question is watched when the answer has the consumer look for more. */
    private void askForGroups(Standing standing, long now) {
        if (!groupsWait || standing.youngest() == null || consumer.isClosed() || consumer.isSuspect()) {
            groupsWait = false;
        } else if (now - standing.lastSettledNanos() >= CHECK_NANOS) {
            groupsWait = false;
            ping();
        } else {
            watch();
        }
    }

    private boolean isTimeToGrow(Standing standing, long now) {
        long since = Math.max(standing.lastSettledNanos() - now, lastGrownNanos - now);
        return -since >= queue.leaseNanos() / 4;
    }

    private void nameIt(Standing standing, long now) {
        boolean longEnough = now - standing.lastSettledNanos() >= NAMED_AFTER_NANOS;
        if (longEnough && (!named || now - namedAtNanos >= NAMED_AFTER_NANOS * 12)) {
            named = true;
            namedAtNanos = now;
            queue.listener().consumerStandsAtCap(queue.label(), consumer.toManagementString(), standing.cap());
        }
    }

    /** Sends the question, unless one is on its way. */
    void ping() {
        if (!pinged) {
            pinged = true;
            queue.getExecutor().execute(this::sendPing);
        }
    }

    private void sendPing() {
        LeasedReference through = consumer.standing().youngest();
        if (through == null) {
            pinged = false;
        } else if (!queue.send(new Ping(consumer, through, this))) {
            pinged = false;
            watch();
        }
    }

    void answered(LeasedReference through) throws Exception {
        pinged = false;
        consumer.passed(through);
    }

    void lost() {
        pinged = false;
    }
}
