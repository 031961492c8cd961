package io.sluice.broker.interop.program;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Lets a test drive applications: one JSON object per line in, one per line out.
 *
 * <p>A request has a number ({@code id}) and names what to do ({@code do}), the worker that does it, and arguments. The answer
 * has the same number and a result, or {@code error}. The first line that is written says which version of the library this is. Not thread-safe.
 */
final class LineProtocol {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Application.Opener opener;
    private final Map<String, Application> workers = new HashMap<>();
    private final PrintStream out;

    private LineProtocol(Application.Opener opener, PrintStream out) {
        this.opener = opener;
        this.out = out;
    }

    /** Answers requests until standard input ends; a library that prints does so to standard error. */
    static void serve(String version, Application.Opener opener) throws IOException {
        PrintStream out = System.out;
        System.setOut(System.err);
        LineProtocol protocol = new LineProtocol(opener, out);
        protocol.answer(Map.of("version", version));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            protocol.answerTo(JSON.readTree(line));
        }
        System.exit(0);
    }

    private void answerTo(JsonNode request) throws IOException {
        Map<String, Object> answer = new HashMap<>();
        answer.put("id", request.path("id").asInt());
        try {
            answer.putAll(carryOut(request));
        } catch (Exception problem) {
            answer.put("error", problem.toString());
        }
        answer(answer);
    }

    private Map<String, ?> carryOut(JsonNode request) throws Exception {
        String action = request.path("do").asText();
        String name = request.path("worker").asText();
        if (action.equals("open")) {
            workers.put(
                    name,
                    opener.open(
                            request.path("port").asInt(), request.path("queue").asText()));
            return Map.of();
        }
        Application worker = workers.get(name);
        if (worker == null) {
            throw new IllegalArgumentException("no worker " + name);
        }
        if (action.equals("close")) {
            workers.remove(name);
            worker.close();
            return Map.of();
        }
        return carryOut(action, request, worker);
    }

    private static Map<String, ?> carryOut(String action, JsonNode request, Application worker) throws Exception {
        String handle = request.path("handle").asText();
        Duration millis = Duration.ofMillis(request.path("millis").asLong());
        switch (action) {
            case "send" -> worker.send(outgoing(request));
            case "acknowledge" -> worker.acknowledge(handle);
            case "fail" -> worker.fail(handle);
            case "receive" -> {
                Application.Incoming message = worker.receive(millis);
                return message == null ? Map.of() : Map.of("message", message);
            }
            case "retryLater" -> {
                return Map.of("status", worker.retryLater(handle, millis));
            }
            case "extend" -> {
                Duration timeout = Duration.ofSeconds(request.path("seconds").asLong());
                return Map.of("status", worker.extend(handle, timeout));
            }
            default -> throw new IllegalArgumentException("unknown request " + action);
        }
        return Map.of();
    }

    private static Application.Outgoing outgoing(JsonNode request) {
        return new Application.Outgoing(
                request.path("body").asText(),
                request.path("group").textValue(),
                request.path("deduplicationId").textValue());
    }

    private void answer(Map<String, ?> value) throws IOException {
        out.println(JSON.writeValueAsString(value));
        out.flush();
    }
}
