package io.sluice.broker.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.fixture.JmsClients;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import io.sluice.broker.fixture.WorkerOptions;
import io.sluice.broker.recovery.HistoryEvent.How;
import io.sluice.broker.recovery.HistoryEvent.Outcome;
import io.sluice.broker.runtime.BrokerProcess;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** A broker process with one leased queue and its dead-letter queue, the history of both, and their end. */
final class CrashScene implements AutoCloseable {

    static final String QUEUE = "jobs";
    /** Queues whose names begin so have a visibility timeout that does not pass in a test. */
    static final String PATIENT_QUEUES = "patient.";

    static final String DEAD_LETTERS = "jobs-dlq";
    static final int MAX_RECEIVE_COUNT = 5;
    static final Duration TOLERANCE = Duration.ofMillis(50);
    static final WorkerOptions LOGIN = WorkerOptions.DEFAULT.loggedInAs(BrokerProcess.USER, BrokerProcess.PASSWORD);

    private static final WorkerKind PLAIN =
            new WorkerKind(WorkerKind.Client.CORE, WorkerKind.Acknowledgement.INDIVIDUAL);
    private static final Duration END = Duration.ofSeconds(60);

    private final Path etc;
    private final Path data;
    private final Duration lease;
    private final History history = new History();
    private BrokerProcess broker;

    private CrashScene(Path folder, Duration lease) {
        this.lease = lease;
        data = folder.resolve("data");
        etc = BrokerProcess.defaultEtc(folder.resolve("etc"));
        try {
            Files.writeString(etc.resolve("sluice.yaml"), """
                    queues:
                      "%s":
                        visibilityTimeout: %dms
                        redrivePolicy: { deadLetterQueue: %s, maxReceiveCount: %d }
                      "%s#": { visibilityTimeout: 1h }
                      %s: { retention: 14d }
                    """.formatted(
                            QUEUE, lease.toMillis(), DEAD_LETTERS, MAX_RECEIVE_COUNT, PATIENT_QUEUES, DEAD_LETTERS));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        broker = startBroker();
    }

    /** Starts the broker with everything below this folder. */
    static CrashScene in(Path folder, Duration lease) {
        return new CrashScene(folder, lease);
    }

    private BrokerProcess startBroker() {
        BrokerProcess started = BrokerProcess.start(etc, data);
        history.add(new HistoryEvent.Started(history.now()));
        return started;
    }

    History history() {
        return history;
    }

    BrokerProcess broker() {
        return broker;
    }

    /** Where a worker of this scene works. */
    CrashWorker.Scene place() {
        return new CrashWorker.Scene(history, broker.port("artemis"), QUEUE, lease);
    }

    /** Kills the broker without a chance to say or write anything. */
    void kill() {
        history.add(new HistoryEvent.Killed(history.now()));
        broker.killNine();
    }

    /** Starts a broker on the data of the killed one; its ports are new. */
    void restart() {
        broker = startBroker();
    }

    /** A healthy worker of any kind, whose actions are not recorded. */
    Worker open(WorkerKind kind, String queue) {
        return Worker.open(broker.port("artemis"), kind, queue, LOGIN);
    }

    /** Sends from a plain JMS client; returns when the broker has confirmed all. */
    void send(String queue, String... bodies) {
        try (Connection connection = JmsClients.factory(PLAIN.client(), broker.port("artemis"), LOGIN)
                        .createConnection(BrokerProcess.USER, BrokerProcess.PASSWORD);
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(session.createQueue(queue))) {
            for (String body : bodies) {
                producer.send(session.createTextMessage(body));
            }
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Receives and acknowledges this many messages with a healthy worker. */
    List<Received> finish(String queue, int messages) {
        try (Worker worker = open(PLAIN, queue)) {
            List<Received> finished = new ArrayList<>();
            while (finished.size() < messages) {
                Received received = worker.receive();
                worker.acknowledge(received);
                finished.add(received);
            }
            return finished;
        }
    }

    /** Finishes all good messages, fails all poison until it is dead, and reads the dead letters. */
    void drain() {
        String name = "drain";
        try (Worker worker = open(PLAIN, QUEUE)) {
            history.add(new HistoryEvent.Opened(history.now(), name));
            Awaitility.await("an empty queue").atMost(END).until(() -> {
                finishOne(name, worker);
                return messageCount(QUEUE) == 0;
            });
        }
        try (Worker reader = open(PLAIN, DEAD_LETTERS)) {
            for (Received dead : reader.drain(lease)) {
                history.add(new HistoryEvent.DeadLettered(
                        history.now(),
                        dead.body(),
                        String.valueOf(dead.properties().get("sluice_dead_letter_reason")),
                        String.valueOf(dead.properties().get("sluice_dead_letter_source"))));
            }
        }
        assertThat(messageCount(DEAD_LETTERS)).as("dead letters left").isZero();
    }

    private void finishOne(String name, Worker worker) {
        long since = history.now();
        for (Received received = worker.receive(lease).orElse(null);
                received != null;
                received = worker.receive(lease).orElse(null)) {
            history.add(new HistoryEvent.Received(history.now(), name, received.body(), received.receiveCount()));
            long begin = history.now();
            boolean poison = Messages.isPoison(received.body());
            if (poison) {
                worker.fail(received);
            } else {
                worker.acknowledge(received);
            }
            history.add(new HistoryEvent.Settled(
                    history.now(), begin, name, received.body(), poison ? How.FAILED : How.ACKNOWLEDGED, Outcome.SEEN));
            since = history.now();
        }
        history.add(new HistoryEvent.Waited(history.now(), name, since));
    }

    /** Messages in a queue, received or not, as the broker's own metrics say. */
    long messageCount(String queue) {
        Matcher count = Pattern.compile(
                        "^artemis_message_count\\{[^}]*queue=\"" + Pattern.quote(queue) + "\"[^}]*} ([0-9.E]+)",
                        Pattern.MULTILINE)
                .matcher(metrics());
        return count.find() ? (long) Double.parseDouble(count.group(1)) : 0;
    }

    private String metrics() {
        try {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(broker.http("/metrics")))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Fails with the broken promises and where the whole history is. */
    void assertHistoryIsRight(String label) {
        List<Violation> violations = HistoryChecker.check(
                history.events(), new HistoryChecker.Limits(QUEUE, lease, MAX_RECEIVE_COUNT, TOLERANCE));
        assertThat(violations)
                .withFailMessage(() -> label + ": " + violations.size() + " broken promises, history in "
                        + history.writeTo(Path.of("target", "crash-history-" + label + ".txt")) + "\n"
                        + String.join(
                                "\n", violations.stream().map(Object::toString).toList()))
                .isEmpty();
    }

    @Override
    public void close() {
        broker.close();
    }
}
