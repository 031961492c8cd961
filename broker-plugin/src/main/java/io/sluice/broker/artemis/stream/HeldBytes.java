package io.sluice.broker.artemis.stream;

import java.util.concurrent.atomic.AtomicLong;

/** How much is held of messages that are not whole yet, over all connections of the broker. Thread-safe. */
final class HeldBytes {

    static final long MOST = 64L * 1024 * 1024;

    private final AtomicLong held = new AtomicLong();

    /** @return false if that would be too much: then nothing is taken */
    boolean take(long bytes) {
        if (held.addAndGet(bytes) <= MOST) {
            return true;
        }
        held.addAndGet(-bytes);
        return false;
    }

    void giveBack(long bytes) {
        held.addAndGet(-bytes);
    }
}
