package io.sluice.examples.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Option;

/** The options of a worker that make it slow or hang, and what they do. Used by the worker's thread alone. */
public final class WorkerPace {

    private static final CountDownLatch NEVER = new CountDownLatch(1);

    @Option(
            names = "--mode",
            defaultValue = "normal",
            description = "${COMPLETION-CANDIDATES}; HANG waits with its first order for a line on standard input"
                    + " (default: ${DEFAULT-VALUE})")
    private WorkerMode mode = WorkerMode.NORMAL;

    @Option(
            names = "--pause-millis",
            defaultValue = "300",
            description = "time a SLOW worker takes for an order (default: ${DEFAULT-VALUE})")
    private long pauseMillis;

    private boolean hung;

    /** Called with an order in hand, before it is stored. */
    public void beforeStoring(String orderId, PrintStream log, InputStream wakeUp)
            throws IOException, InterruptedException {
        switch (mode) {
            case NORMAL -> {}
            case SLOW -> {
                log.println("takes its time with " + orderId);
                pause(Duration.ofMillis(pauseMillis));
            }
            case HANG -> {
                if (!hung) {
                    hung = true;
                    hang(orderId, log, wakeUp);
                }
            }
        }
    }

    private static void pause(Duration duration) throws InterruptedException {
        NEVER.await(duration.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void hang(String orderId, PrintStream log, InputStream wakeUp) throws IOException {
        log.println("hangs with " + orderId);
        int read = wakeUp.read();
        while (read >= 0 && read != '\n') {
            read = wakeUp.read();
        }
        log.println("wakes up with " + orderId);
    }
}
