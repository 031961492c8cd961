package io.sluice.examples.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A Java program started as a process of its own, with its output at hand. Safe for use by several threads.
 *
 * <p>It is ended by its handle: {@link Process#destroy()} would close the output before the last words are read.
 */
public final class ChildProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final String name;
    private final Process process;
    private final List<String> lines = new ArrayList<>();
    private final Thread reader;
    private boolean outputEnded;

    private ChildProcess(String name, Process process) {
        this.name = name;
        this.process = process;
        reader = new Thread(this::collectOutput, "output of " + name);
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts a main class with the class path of this process. */
    public static ChildProcess start(String name, Class<?> main, List<String> arguments) throws IOException {
        return start(name, System.getProperty("java.class.path"), List.of(), main.getName(), arguments);
    }

    /** Starts a main class with a class path and further options of the JVM. */
    public static ChildProcess start(
            String name, String classPath, List<String> jvmOptions, String main, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"));
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", classPath, main));
        command.addAll(arguments);
        return new ChildProcess(
                name, new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    public String name() {
        return name;
    }

    /** Waits for a line of output; an end of the process without one is an error that shows what it said instead. */
    public String awaitLine(Predicate<String> wanted, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        synchronized (lines) {
            Optional<String> found = find(wanted);
            while (found.isEmpty()) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (outputEnded || left <= 0) {
                    throw new IllegalStateException(
                            name + (outputEnded ? " ended early" : " did not answer in time") + lastWords());
                }
                lines.wait(left);
                found = find(wanted);
            }
            return found.get();
        }
    }

    /** The first line of output so far that is wanted. */
    public Optional<String> find(Predicate<String> wanted) {
        synchronized (lines) {
            return lines.stream().filter(wanted).findFirst();
        }
    }

    public List<String> output() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    /** Writes a line to its standard input. */
    public void say(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for its end and returns the exit code. */
    public int awaitExit(Duration patience) throws InterruptedException {
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException(name + " did not end in time" + lastWords());
        }
        reader.join(PATIENCE.toMillis());
        return process.exitValue();
    }

    /** Asks it to end (SIGTERM). */
    public void askToStop() {
        process.toHandle().destroy();
    }

    /** Asks it to end, insists after a while, and returns the exit code. */
    public int stop() throws InterruptedException {
        askToStop();
        if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            kill();
        }
        return awaitExit(PATIENCE);
    }

    /** Ends it at once, without asking (SIGKILL). */
    public void kill() {
        process.toHandle().destroyForcibly();
    }

    /** Kills it if it still runs, and waits until it is gone. */
    @Override
    public void close() {
        kill();
        try {
            process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The end of its output, for an error message. */
    public String lastWords() {
        List<String> all = output();
        List<String> last = all.subList(Math.max(0, all.size() - 20), all.size());
        return last.isEmpty() ? "; it said nothing" : "; its last words:\n  " + String.join("\n  ", last);
    }

    private void collectOutput() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            String line = output.readLine();
            while (line != null) {
                add(line);
                line = output.readLine();
            }
        } catch (IOException | UncheckedIOException e) {
            add("(its output broke off: " + e.getMessage() + ")");
        } finally {
            synchronized (lines) {
                outputEnded = true;
                lines.notifyAll();
            }
        }
    }

    private void add(String line) {
        synchronized (lines) {
            lines.add(line);
            lines.notifyAll();
        }
    }
}
