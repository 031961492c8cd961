package io.sluice.examples.process;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a worker finish its message when the process is asked to end (SIGTERM, Ctrl-C). The worker asks
 * {@link #isGiven()} between two messages and calls {@link #finished()} when it has closed its connections.
 */
public final class StopSignal {

    private static final long PATIENCE_SECONDS = 10;

    private final CountDownLatch given = new CountDownLatch(1);
    private final CountDownLatch finished = new CountDownLatch(1);

    /** Makes the end of the process wait, for ten seconds at most, until the worker has finished. */
    public StopSignal onShutdown() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::stopAndWait, "stop-signal"));
        return this;
    }

    public void give() {
        given.countDown();
    }

    public boolean isGiven() {
        return given.getCount() == 0;
    }

    public void finished() {
        finished.countDown();
    }

    private void stopAndWait() {
        give();
        try {
            finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
