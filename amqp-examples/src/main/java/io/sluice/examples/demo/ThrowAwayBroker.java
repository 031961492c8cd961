package io.sluice.examples.demo;

import io.sluice.examples.process.ChildProcess;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A broker of its own: the settings of the project with the queues of the demo, free ports, and a data folder that is
 * deleted afterwards.
 */
final class ThrowAwayBroker implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String READY = "Sluice is ready";

    /** Where the web hook is by {@code sluice.yaml}; the port is a free one. */
    private static final String HOOK = "127.0.0.1:9099";

    private static final List<String> ACCEPTORS = List.of("artemis", "amqp", "stomp", "mqtt", "http");

    private final ChildProcess process;
    private final String ready;

    private ThrowAwayBroker(ChildProcess process, String ready) {
        this.process = process;
        this.ready = ready;
    }

    /** @param hookPort of the web hook that {@code sluice.yaml} names */
    static ThrowAwayBroker start(Installation installation, Path folder, int hookPort)
            throws IOException, InterruptedException {
        Path etc = copyEtc(installation.etc(), folder.resolve("etc"), hookPort);
        List<String> options = new ArrayList<>(List.of("-Xms256m", "-Xmx512m", "-Dsluice.home=" + installation.home()));
        ACCEPTORS.forEach(name -> options.add("-Dsluice.port." + name + "=0"));
        ChildProcess process = ChildProcess.start(
                "broker",
                installation.classPath("broker-plugin"),
                options,
                "io.sluice.broker.runtime.Main",
                List.of(
                        "run",
                        "--etc",
                        etc.toString(),
                        "--data",
                        folder.resolve("data").toString()));
        try {
            return new ThrowAwayBroker(process, process.awaitLine(line -> line.startsWith(READY), PATIENCE));
        } catch (IllegalStateException | InterruptedException e) {
            process.close();
            throw e;
        }
    }

    /** The port of an acceptor, as the line "Sluice is ready" tells it. */
    int port(String acceptor) {
        Matcher port = Pattern.compile("\\b" + acceptor + " (\\d+)").matcher(ready);
        if (!port.find()) {
            throw new IllegalStateException("the broker names no port of " + acceptor + ": " + ready);
        }
        return Integer.parseInt(port.group(1));
    }

    /** The shipped JNDI file with the port of this broker in it. */
    Path jndi(Path shipped, String acceptor, Path folder) throws IOException {
        String text = Files.readString(shipped, StandardCharsets.UTF_8)
                .replaceFirst("127\\.0\\.0\\.1:\\d+", "127.0.0.1:" + port(acceptor));
        return Files.writeString(folder.resolve(shipped.getFileName()), text, StandardCharsets.UTF_8);
    }

    /** Stops it cleanly and returns its exit code. */
    int stop() throws InterruptedException {
        return process.stop();
    }

    String lastWords() {
        return process.lastWords();
    }

    @Override
    public void close() {
        process.close();
    }

    private static Path copyEtc(Path from, Path to, int hookPort) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            files.filter(Files::isRegularFile).forEach(file -> copy(file, to.resolve(file.getFileName())));
        }
        try (InputStream queues = ThrowAwayBroker.class.getResourceAsStream("sluice.yaml")) {
            if (queues == null) {
                throw new FileNotFoundException("the queues of the demo are not on the class path");
            }
            String text = new String(queues.readAllBytes(), StandardCharsets.UTF_8);
            Files.writeString(to.resolve("sluice.yaml"), text.replace(HOOK, "127.0.0.1:" + hookPort));
        }
        return to;
    }

    private static void copy(Path from, Path to) {
        try {
            Files.copy(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
