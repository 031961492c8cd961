package io.sluice.broker.runtime;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A broker in a process of its own, started as {@code bin/sluice run} starts it, on free ports.
 *
 * <pre>{@code
 * Path etc = BrokerProcess.defaultEtc(temporaryFolder.resolve("etc"));
 * try (BrokerProcess broker = BrokerProcess.start(etc, data)) {
 *     broker.url("artemis");       // tcp://127.0.0.1:41234
 *     broker.killNine();           // and start again on the same data
 * }
 * }</pre>
 *
 * <p>{@link #close} kills what still runs. Every wait is bounded; a broker that does not get ready fails with its
 * whole output. Not thread-safe.
 */
public final class BrokerProcess implements AutoCloseable {

    public static final String USER = "sluice";
    public static final String PASSWORD = "sluice";

    private static final String READY = "Sluice is ready: ";
    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration STOP = Duration.ofSeconds(60);

    private static final List<String> ANY_PORTS = List.of(
            "-Dsluice.port.artemis=0",
            "-Dsluice.port.amqp=0",
            "-Dsluice.port.stomp=0",
            "-Dsluice.port.mqtt=0",
            "-Dsluice.port.http=0");

    private final Process process;
    private final List<String> output = new ArrayList<>();
    private final CompletableFuture<String> readyLine = new CompletableFuture<>();
    private final Thread reader;
    private Map<String, Integer> ports = Map.of();

    private BrokerProcess(Process process) {
        this.process = process;
        this.reader = new Thread(this::readOutput, "broker-output-" + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /** Copies the project's folder etc to {@code target}, so that a test can change it. */
    public static Path defaultEtc(Path target) {
        try (Stream<Path> files = Files.list(projectEtc())) {
            Files.createDirectories(target);
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, target.resolve(file.getFileName().toString()));
            }
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a broker and waits until it is ready. Options are JVM options, for instance {@code -Dname=value}. */
    public static BrokerProcess start(Path etc, Path data, String... jvmOptions) {
        BrokerProcess broker = launch(etc, data, jvmOptions);
        broker.awaitReady();
        return broker;
    }

    /**
     * As {@link #start}, but no file can become larger than this: the kernel refuses what is written behind it, as it refuses
     * everything on a full disk.
     */
    public static BrokerProcess startWithFileLimit(Path etc, Path data, int kibibytes) {
        List<String> limited = List.of("bash", "-c", "ulimit -f \"$0\" && exec \"$@\"", Integer.toString(kibibytes));
        BrokerProcess broker = command(limited, ANY_PORTS, run(etc, data));
        broker.awaitReady();
        return broker;
    }

    /** Waits until a broker that was launched takes connections; a backup does so when the other one is gone. */
    public void awaitReady() {
        try {
            ports = portsOf(readyLine.get(START.toSeconds(), TimeUnit.SECONDS));
        } catch (ExecutionException | TimeoutException e) {
            close();
            throw new IllegalStateException("The broker did not get ready:\n" + output(), e);
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Starts a broker without waiting, for starts that fail and for backups: {@link #awaitExit}, {@link #awaitReady}. */
    public static BrokerProcess launch(Path etc, Path data, String... jvmOptions) {
        List<String> options = new ArrayList<>(ANY_PORTS);
        options.addAll(Arrays.asList(jvmOptions));
        return command(options, run(etc, data));
    }

    private static List<String> run(Path etc, Path data) {
        return List.of("run", "--etc", etc.toString(), "--data", data.toString());
    }

    /** Runs the command line with these JVM options and arguments. */
    static BrokerProcess command(List<String> jvmOptions, List<String> arguments) {
        return command(List.of(), jvmOptions, arguments);
    }

    private static BrokerProcess command(List<String> starter, List<String> jvmOptions, List<String> arguments) {
        List<String> command = new ArrayList<>(starter);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
        command.addAll(jvmOptions);
        command.add("io.sluice.broker.runtime.Main");
        command.addAll(arguments);
        try {
            return new BrokerProcess(
                    new ProcessBuilder(command).redirectErrorStream(true).start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Real ports by acceptor name: artemis, amqp, stomp, mqtt, http. */
    public Map<String, Integer> ports() {
        return ports;
    }

    /** Real port of one acceptor. */
    public int port(String acceptor) {
        Integer port = ports.get(acceptor);
        if (port == null) {
            throw new IllegalArgumentException("No acceptor " + acceptor + " among " + ports);
        }
        return port;
    }

    /** {@code tcp://127.0.0.1:port} of an acceptor, as Core and OpenWire clients want it. */
    public String url(String acceptor) {
        return "tcp://127.0.0.1:" + port(acceptor);
    }

    /** {@code amqp://127.0.0.1:port}, as Qpid JMS wants it. */
    public String amqpUrl() {
        return "amqp://127.0.0.1:" + port("amqp");
    }

    /** {@code http://127.0.0.1:port} and the path. */
    public String http(String path) {
        return "http://127.0.0.1:" + port("http") + path;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Ends the process as {@code kill -9} does: nothing of ours runs any more. */
    public void killNine() {
        process.destroyForcibly();
        awaitExit();
    }

    /** Sends SIGTERM and waits for the end; returns the exit code. */
    public int stop() {
        process.destroy();
        return awaitExit();
    }

    /** Waits for the end of the process; returns the exit code. */
    public int awaitExit() {
        try {
            if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("The broker did not end within " + STOP + ":\n" + output());
            }
            reader.join(STOP.toMillis());
            return process.exitValue();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Everything that it has written so far, stdout and stderr together. */
    public String output() {
        synchronized (output) {
            return String.join("\n", output);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            killNine();
        }
    }

    private void readOutput() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            String line = lines.readLine();
            while (line != null) {
                synchronized (output) {
                    output.add(line);
                }
                if (line.startsWith(READY)) {
                    readyLine.complete(line);
                }
                line = lines.readLine();
            }
            readyLine.completeExceptionally(new IOException("the process has ended"));
        } catch (IOException e) {
            readyLine.completeExceptionally(e);
        }
    }

    private static Map<String, Integer> portsOf(String readyLine) {
        Map<String, Integer> ports = new TreeMap<>();
        for (String acceptor : readyLine.substring(READY.length()).split(", ")) {
            String[] nameAndPort = acceptor.split(" ");
            ports.put(nameAndPort[0], Integer.valueOf(nameAndPort[1]));
        }
        return ports;
    }

    private static Path projectEtc() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.exists(folder.resolve("etc/broker.xml"))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new IllegalStateException(
                    "No folder etc with a broker.xml above " + Path.of("").toAbsolutePath());
        }
        return folder.resolve("etc");
    }
}
