package io.sluice.broker.artemis.queue;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.sluice.broker.visibility.Expiry;
import io.sluice.broker.visibility.Lease;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether a consumer is taken for stuck, and what it lost by that.
 *
 * <p>When the oldest lease of a consumer runs out and nothing was settled meanwhile, the consumer is <em>suspect</em>: messages go to
 * another consumer that can take them; if there is none, the suspect gets one message at a time, to find out whether it lives. Its next
 * settlement, late or not, clears it. What still waits in the queue and sits in its client's buffer then becomes its own again, without a
 * second copy (<em>adoption</em>).
 *
 * <p>Thread-safe. Leases end and the suspicion because of it begins under one hold of the lock of the leases, so whoever comes too late
 * with a settlement finds the consumer suspect.
 */
final class Suspicion {

    private final LeasedConsumer consumer;
    private final LeasedQueue queue;
    private final InFlightLeases inFlight;

    @GuardedBy("this")
    private final List<LeasedReference> lost = new ArrayList<>();

    private volatile boolean suspect;

    Suspicion(LeasedConsumer consumer, InFlightLeases inFlight) {
        this.consumer = consumer;
        this.queue = consumer.queue();
        this.inFlight = inFlight;
    }

    boolean isSuspect() {
        return suspect;
    }

    /** Leases of the consumer have run out. Holds the lock of the leases. */
    synchronized void expired(Expiry expiry) {
        suspect |= expiry.consumerStuck();
        lost.removeIf(lease -> lease.state() != Lease.State.EXPIRED);
        addLost(expiry.counted());
        addLost(expiry.uncounted());
    }

    @GuardedBy("this")
    private void addLost(List<Lease> ended) {
        for (Lease lease : ended) {
            lost.add((LeasedReference) lease);
        }
    }

    /** Any settlement shows that the client lives: it gets back what nobody else took, and new messages again. */
    void showLife() throws Exception {
        if (!suspect) {
            return;
        }
        if (!consumer.isClosed() && queue.restoresLostLeases()) {
            adoptLost();
        }
        suspect = false;
        queue.showsLife(consumer);
        queue.deliverAsync();
    }

    private void adoptLost() throws Exception {
        for (LeasedReference lease : takeLost()) {
            if (lease.isInBuffer()) {
                adopt(lease, true);
            }
        }
    }

    private synchronized List<LeasedReference> takeLost() {
        List<LeasedReference> candidates = List.copyOf(lost);
        lost.clear();
        return candidates;
    }

    /**
     * Makes a message that still waits the consumer's own again, without a second copy.
     *
     * @param anew whether that is another receive of a message whose receive was counted when its time ran out
     * @return false if somebody else has had it since, or it is gone
     */
    boolean adopt(LeasedReference lease, boolean anew) throws Exception {
        if (lease.state() != Lease.State.EXPIRED || queue.takeWaiting(lease) == null) {
            return false;
        }
        boolean counted = lease.hasStarted();
        inFlight.adopt(lease, queue.nanoTime());
        lease.adoptedBy(consumer.delegate().getID());
        if (counted && !anew) {
            lease.inner().decrementDeliveryCount();
        }
        if (lease.hasStarted()) {
            queue.recordReceive(lease.inner());
        }
        return true;
    }
}
