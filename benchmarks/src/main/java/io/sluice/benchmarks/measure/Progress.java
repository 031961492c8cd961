package io.sluice.benchmarks.measure;

import java.io.PrintStream;
import java.time.Duration;

/** Tells a person who waits what is being measured; one line for each piece of work, a dot for each round. */
public final class Progress {
    private final PrintStream out;
    private final long startedNanos = System.nanoTime();

    public Progress(PrintStream out) {
        this.out = out;
    }

    public void begin(String work) {
        Duration elapsed = Duration.ofNanos(System.nanoTime() - startedNanos);
        out.printf("[%02d:%02d] %s ", elapsed.toMinutes(), elapsed.toSecondsPart(), work);
        out.flush();
    }

    public void round() {
        out.print('.');
        out.flush();
    }

    public void end(String result) {
        out.println(" " + result);
    }

    void note(String text) {
        out.println("        " + text);
    }
}
