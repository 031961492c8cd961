package io.sluice.broker.runtime;

import java.io.PrintWriter;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Stops the broker on SIGTERM and Ctrl-C and then ends the process with exit code 0. The JVM would report the signal
 * (143) even after a clean stop, so the hook ends the process itself.
 */
final class StopOnSignal implements AutoCloseable {

    private static final long LONGEST_STOP_SECONDS = 60;
    private static final int CLEAN = 0;
    private static final int NOT_CLEAN = 1;

    private final AtomicBoolean isFirst = new AtomicBoolean(true);
    private final Thread hook;

    private StopOnSignal(BrokerLife life, PrintWriter err) {
        this.hook = new Thread(() -> stopOnce(life, err), "sluice-stop");
    }

    static StopOnSignal install(BrokerLife life, PrintWriter err) {
        StopOnSignal installed = new StopOnSignal(life, err);
        Runtime.getRuntime().addShutdownHook(installed.hook);
        return installed;
    }

    private void stopOnce(BrokerLife life, PrintWriter err) {
        if (isFirst.compareAndSet(true, false)) {
            Runtime.getRuntime().halt(stop(life, err));
        }
    }

    private static int stop(BrokerLife life, PrintWriter err) {
        FutureTask<Boolean> stop = new FutureTask<>(life::close, true);
        Thread stopper = new Thread(stop, "sluice-stop-broker");
        stopper.setDaemon(true);
        stopper.start();
        try {
            stop.get(LONGEST_STOP_SECONDS, TimeUnit.SECONDS);
            return CLEAN;
        } catch (TimeoutException e) {
            err.println("Sluice did not stop within " + LONGEST_STOP_SECONDS + " s and is ended now.");
        } catch (ExecutionException e) {
            err.println("Sluice did not stop cleanly: " + e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        err.flush();
        return NOT_CLEAN;
    }

    /**
     * The process is about to end for another reason, with another exit code. If a signal came first, the hook is at
     * work and ends the process.
     */
    @Override
    public void close() {
        isFirst.set(false);
    }
}
