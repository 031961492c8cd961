package io.sluice.broker.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;

/** Threads that work while a broker is in trouble. */
final class Crew {

    private Crew() {}

    static Thread started(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Waits for each of them to end; fails with the place where one hangs. */
    static void join(List<Thread> threads, Duration patience) throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(patience.toMillis());
            assertThat(thread.isAlive())
                    .withFailMessage(() -> "hangs at " + List.of(thread.getStackTrace()))
                    .isFalse();
        }
    }
}
