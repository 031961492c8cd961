package io.sluice.examples.demo;

import java.io.PrintStream;
import java.time.Duration;

/** Shows that something happens: one changing line on a terminal, a line every other second elsewhere. */
final class Progress {

    private static final Duration PLAIN_LINE_EVERY = Duration.ofSeconds(2);

    private final PrintStream out;
    private final boolean terminal;
    private final long start = System.nanoTime();
    private long lastPlainLine;
    private boolean lineOpen;

    Progress(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** A step that stays on the screen. */
    void step(String text) {
        endLine();
        out.printf("%5.1f s  %s%n", elapsed().toMillis() / 1000.0, text);
    }

    /** How far a step is; replaced by the next. */
    void show(String text) {
        long now = System.nanoTime();
        if (terminal) {
            out.printf("\r%5.1f s  %s\u001b[K", elapsed().toMillis() / 1000.0, text);
            out.flush();
            lineOpen = true;
        } else if (lastPlainLine == 0 || now - lastPlainLine >= PLAIN_LINE_EVERY.toNanos()) {
            lastPlainLine = now;
            step(text);
        }
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private void endLine() {
        if (lineOpen) {
            out.println();
            lineOpen = false;
        }
    }
}
