package io.sluice.broker.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A process in which applications of one client library run; it is asked with one line of JSON and answers with one.
 *
 * <p>Every wait is bounded. Used by one thread at a time.
 */
final class ClientProgram implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final BufferedWriter requests;
    private final LinkedBlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final StringBuffer complaints = new StringBuffer();
    private String version = "";
    private int requestCount;

    private ClientProgram(Process process) {
        this.process = process;
        this.requests = process.outputWriter(StandardCharsets.UTF_8);
        read(process.inputReader(StandardCharsets.UTF_8), answers::add);
        read(
                process.errorReader(StandardCharsets.UTF_8),
                line -> complaints.append(line).append('\n'));
    }

    /** Starts the process and waits until it has said its name. */
    static ClientProgram start(List<String> command, Path folder) throws IOException {
        ClientProgram program = new ClientProgram(
                new ProcessBuilder(command).directory(folder.toFile()).start());
        try {
            program.version = program.answer("its start").path("version").asText();
            return program;
        } catch (IllegalStateException silent) {
            program.close();
            throw silent;
        }
    }

    /** What the library says of itself. */
    String version() {
        return version;
    }

    /** Asks and waits for the answer. An answer that came too late for somebody before is left out. */
    JsonNode ask(Map<String, ?> question) {
        Map<String, Object> request = new LinkedHashMap<>(question);
        request.put("id", ++requestCount);
        try {
            requests.write(JSON.writeValueAsString(request));
            requests.newLine();
            requests.flush();
        } catch (IOException e) {
            throw new IllegalStateException("The program has ended:\n" + complaints, e);
        }
        JsonNode answer = answer(request.toString());
        while (answer.path("id").asInt() != requestCount) {
            answer = answer(request.toString());
        }
        if (answer.has("error")) {
            throw new ClientFailure(answer.path("error").asText() + " for " + request + "\n" + complaints);
        }
        return answer;
    }

    private JsonNode answer(String question) {
        try {
            String line = answers.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (line == null || line.isEmpty()) {
                throw new IllegalStateException("No answer to " + question + ":\n" + complaints);
            }
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private void read(BufferedReader reader, Consumer<String> consumer) {
        Thread thread = new Thread(() -> readLines(reader, consumer), "client-program-" + process.pid());
        thread.setDaemon(true);
        thread.start();
    }

    private void readLines(BufferedReader reader, Consumer<String> consumer) {
        try (reader) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                consumer.accept(line);
            }
            process.onExit().thenRun(() -> answers.add(""));
        } catch (IOException closed) {
            answers.add("");
        }
    }

    /** A program's library refused what it was asked. */
    static final class ClientFailure extends RuntimeException {

        private static final long serialVersionUID = 1L;

        ClientFailure(String message) {
            super(message);
        }
    }
}
