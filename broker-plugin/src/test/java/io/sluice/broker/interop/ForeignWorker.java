package io.sluice.broker.interop;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.broker.fixture.CuttableProxy;
import io.sluice.broker.fixture.Worker;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One connection of a foreign client, through a proxy that can be cut, with one consumer of one queue. */
final class ForeignWorker implements AutoCloseable {

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final ClientProgram program;
    private final CuttableProxy proxy;
    private final String name = "worker-" + NUMBERS.incrementAndGet();
    private boolean open = true;

    private ForeignWorker(ClientProgram program, CuttableProxy proxy) {
        this.program = program;
        this.proxy = proxy;
    }

    /** Opens a connection at the port of an acceptor and a consumer of the queue. */
    static ForeignWorker open(ClientProgram program, int port, String queue) {
        ForeignWorker worker = new ForeignWorker(program, CuttableProxy.to(port));
        try {
            worker.ask("open", Map.of("port", worker.proxy.port(), "queue", queue));
            return worker;
        } catch (RuntimeException e) {
            worker.proxy.close();
            throw e;
        }
    }

    void send(String body) {
        ask("send", Map.of("body", body));
    }

    /** Sends a message of a group with an id of its own. */
    void send(String body, String group) {
        send(body, group, UUID.randomUUID().toString());
    }

    void send(String body, String group, String deduplicationId) {
        ask("send", Map.of("body", body, "group", group, "deduplicationId", deduplicationId));
    }

    /** The next message, which must come. */
    Delivery receive() {
        return receive(Worker.PATIENCE).orElseThrow(() -> new AssertionError("received nothing"));
    }

    /** The next message, if one comes in time. */
    Optional<Delivery> receive(Duration patience) {
        JsonNode message = ask("receive", Map.of("millis", patience.toMillis())).path("message");
        if (message.isMissingNode() || message.isNull()) {
            return Optional.empty();
        }
        Map<String, String> properties = new LinkedHashMap<>();
        message.path("properties")
                .properties()
                .forEach(property ->
                        properties.put(property.getKey(), property.getValue().asText()));
        return Optional.of(new Delivery(
                message.path("handle").asText(),
                message.path("body").asText(),
                message.path("count").isNumber() ? message.path("count").asInt() : null,
                properties));
    }

    void acknowledge(Delivery message) {
        ask("acknowledge", Map.of("handle", message.handle()));
    }

    void fail(Delivery message) {
        ask("fail", Map.of("handle", message.handle()));
    }

    /** Gives the message back, to be visible after the delay; returns the broker's status. */
    String retryLater(Delivery message, Duration delay) {
        return ask("retryLater", Map.of("handle", message.handle(), "millis", delay.toMillis()))
                .path("status")
                .asText();
    }

    /** Asks for more time; returns the broker's status. */
    String extend(Delivery message, Duration visibilityTimeout) {
        return ask("extend", Map.of("handle", message.handle(), "seconds", visibilityTimeout.toSeconds()))
                .path("status")
                .asText();
    }

    /** Takes the network away, without a goodbye of the protocol. */
    void cut() {
        open = false;
        proxy.cut();
    }

    /** Closes the connection in good order, unless it was cut. */
    @Override
    public void close() {
        try {
            if (open) {
                open = false;
                ask("close", Map.of());
            }
        } finally {
            proxy.close();
        }
    }

    private JsonNode ask(String action, Map<String, ?> arguments) {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("do", action);
        request.put("worker", name);
        request.putAll(arguments);
        return program.ask(request);
    }

    /**
     * A message as the foreign client sees it.
     *
     * @param handle how to name it in later requests
     * @param body the text
     * @param count receives including this one; null if the client cannot tell
     * @param properties what the message says about itself
     */
    record Delivery(String handle, String body, @Nullable Integer count, Map<String, String> properties) {}
}
