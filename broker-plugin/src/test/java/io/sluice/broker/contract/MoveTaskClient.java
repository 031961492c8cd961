package io.sluice.broker.contract;

import static org.awaitility.Awaitility.await;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import jakarta.jms.JMSException;
import java.io.StringReader;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.activemq.artemis.json.JsonObject;
import org.apache.activemq.artemis.utils.JsonLoader;

/** Starts move tasks by control requests and waits for their end. */
final class MoveTaskClient implements AutoCloseable {

    private final ControlClient control;

    MoveTaskClient(EmbeddedBroker broker) throws JMSException {
        control = new ControlClient(broker, WorkerKind.Client.CORE);
    }

    MoveTaskClient(EmbeddedBroker broker, String user, String password) throws JMSException {
        control = new ControlClient(broker, WorkerKind.Client.CORE, user, password);
    }

    /** A task as it is listed. */
    record Task(JsonObject json) {

        String status() {
            return json.getString("status");
        }

        String text(String name) {
            return json.getString(name);
        }

        long number(String name) {
            return json.getJsonNumber(name).longValue();
        }

        long moved() {
            return number("approximateNumberOfMessagesMoved");
        }

        Map<String, Long> counts(String name) {
            Map<String, Long> counts = new HashMap<>();
            json.getJsonObject(name).forEach((key, value) -> counts.put(key, Long.valueOf(value.toString())));
            return counts;
        }
    }

    ControlClient.Reply ask(String action, Map<String, ?> fields) throws JMSException {
        return control.ask(action, fields);
    }

    /** Starts a task. @return its handle */
    String start(Map<String, ?> fields) throws JMSException {
        ControlClient.Reply reply = control.ask("StartMessageMoveTask", fields);
        if (!reply.status().equals("200")) {
            throw new AssertionError(reply);
        }
        return json(reply).getString("taskHandle");
    }

    List<Task> list(String source) {
        try {
            return json(control.ask("ListMessageMoveTasks", Map.of("source", source, "maxResults", 10)))
                    .getJsonArray("results")
                    .stream()
                    .map(task -> new Task(task.asJsonObject()))
                    .toList();
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    ControlClient.Reply cancel(String handle) throws JMSException {
        return control.ask("CancelMessageMoveTask", Map.of("taskHandle", handle));
    }

    /** Starts a task and waits until it is over. */
    Task run(Map<String, ?> fields) throws JMSException {
        start(fields);
        return awaitEnd(String.valueOf(fields.get("source")));
    }

    /** Waits until the newest task of this source is over. */
    Task awaitEnd(String source) {
        return await().atMost(Worker.PATIENCE.multipliedBy(3))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> list(source).get(0), task -> task.json().containsKey("endedTimestamp"));
    }

    private static JsonObject json(ControlClient.Reply reply) {
        return JsonLoader.readObject(new StringReader(reply.body()));
    }

    @Override
    public void close() throws JMSException {
        control.close();
    }
}
