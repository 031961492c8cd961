package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.fixture.JmsClients;
import io.sluice.broker.fixture.Producers;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.RunningBroker;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import io.sluice.broker.fixture.WorkerOptions;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** A queue of its own for one test, the workers at it, and the questions that the tests ask about both. */
final class Workshop implements AutoCloseable {

    /** A healthy worker that can settle with every outcome of AMQP. */
    static final WorkerKind AMQP = new WorkerKind(WorkerKind.Client.PROTONJ2, WorkerKind.Acknowledgement.INDIVIDUAL);

    private static final AtomicInteger QUEUES = new AtomicInteger();
    private static final Duration GLANCE = Duration.ofMillis(50);

    private final RunningBroker broker;
    private final String queue;
    private final List<Worker> workers = new ArrayList<>();
    private final Set<Worker> gone = new LinkedHashSet<>();

    private Workshop(RunningBroker broker, String queue) {
        this.broker = broker;
        this.queue = queue;
    }

    /** A new queue whose name begins with this word and a dot. */
    static Workshop at(RunningBroker broker, String word) {
        String queue = word + "." + QUEUES.incrementAndGet();
        try {
            broker.createQueue(queue);
        } catch (Exception e) {
            throw new IllegalStateException("cannot create " + queue, e);
        }
        return new Workshop(broker, queue);
    }

    /** A queue that exists already. */
    static Workshop on(RunningBroker broker, String queue) {
        return new Workshop(broker, queue);
    }

    String queue() {
        return queue;
    }

    RunningBroker broker() {
        return broker;
    }

    void send(WorkerKind kind, String... bodies) {
        Producers.send(broker, kind.client(), queue, bodies);
    }

    /** Numbered messages m1, m2, … */
    List<String> sendNumbered(WorkerKind kind, int count) {
        List<String> bodies =
                IntStream.rangeClosed(1, count).mapToObj(i -> "m" + i).toList();
        send(kind, bodies.toArray(String[]::new));
        return bodies;
    }

    Worker open(WorkerKind kind) {
        return open(kind, WorkerOptions.DEFAULT);
    }

    Worker open(WorkerKind kind, WorkerOptions options) {
        Worker worker = Worker.open(broker, kind, queue, options);
        workers.add(worker);
        return worker;
    }

    /** Closes a worker in good order before the end of the test. */
    void dismiss(Worker worker) {
        int before = broker.consumerCount(queue);
        gone.add(worker);
        worker.close();
        awaitConsumers(before - 1);
    }

    /** Takes a worker's network away and waits until the broker has noticed. */
    void cut(Worker worker) {
        lose(worker, worker::cut);
    }

    /** Ends a worker's connection in some way and waits until the broker has noticed. */
    void lose(Worker worker, Runnable end) {
        int before = broker.consumerCount(queue);
        gone.add(worker);
        end.run();
        awaitConsumers(before - 1);
    }

    /** Receives and acknowledges this many messages, and returns their summaries in order. */
    List<String> finish(Worker worker, int messages) {
        List<String> done = new ArrayList<>();
        for (int i = 0; i < messages; i++) {
            Received message = worker.receive(Worker.PATIENCE)
                    .orElseThrow(() -> new AssertionError(
                            worker.kind() + " received only " + done + " of " + messages + "; " + stateOfQueue()));
            done.add(message.summary());
            worker.acknowledge(message);
        }
        return done;
    }

    private String stateOfQueue() {
        return "the queue holds " + broker.messageCount(queue) + ", in flight " + broker.deliveringCount(queue);
    }

    /** The worker that gets the next message, and the message. */
    Delivered firstToReceive(Worker... candidates) {
        return await().atMost(Worker.PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> glanceAt(candidates), Optional::isPresent)
                .orElseThrow();
    }

    private static Optional<Delivered> glanceAt(Worker... candidates) {
        for (Worker candidate : candidates) {
            Optional<Received> received = candidate.receive(GLANCE);
            if (received.isPresent()) {
                return Optional.of(new Delivered(candidate, received.get()));
            }
        }
        return Optional.empty();
    }

    /** A message and the worker that got it. */
    record Delivered(Worker worker, Received message) {}

    /** Lets a visibility timeout run out. */
    static void letPass(Duration duration) {
        await().pollDelay(duration).atMost(duration.plus(Worker.PATIENCE)).until(() -> true);
    }

    void awaitEmpty() {
        awaitCount(0);
    }

    void awaitCount(long messages) {
        await().atMost(Worker.PATIENCE)
                .untilAsserted(() -> assertThat(broker.messageCount(queue))
                        .as("messages in %s", queue)
                        .isEqualTo(messages));
    }

    /** The number of messages is this one, and does not change for a moment. */
    void assertCountStays(long messages) {
        await().atMost(Worker.PATIENCE)
                .during(Duration.ofMillis(200))
                .untilAsserted(() -> assertThat(broker.messageCount(queue))
                        .as("messages in %s", queue)
                        .isEqualTo(messages));
    }

    /** Waits until the broker has handed out this many messages. */
    void awaitInFlight(int messages) {
        await().atMost(Worker.PATIENCE)
                .untilAsserted(() -> assertThat(broker.deliveringCount(queue))
                        .as("in flight from %s", queue)
                        .isEqualTo(messages));
    }

    /** This many messages are in flight, and that does not change for a moment. */
    void assertInFlightStays(int messages) {
        await().atMost(Worker.PATIENCE)
                .during(Duration.ofMillis(200))
                .untilAsserted(() -> assertThat(broker.deliveringCount(queue))
                        .as("in flight from %s", queue)
                        .isEqualTo(messages));
    }

    void awaitConsumers(int consumers) {
        await().atMost(Worker.PATIENCE)
                .untilAsserted(() -> assertThat(broker.consumerCount(queue))
                        .as("consumers of %s", queue)
                        .isEqualTo(consumers));
    }

    /** What came from this queue into a dead-letter queue. */
    List<Received> deadLetters(String deadLetterQueue) {
        try (Connection connection = JmsClients.connect(broker, WorkerKind.Client.CORE);
                Session session = connection.createSession();
                QueueBrowser browser = session.createBrowser(
                        session.createQueue(deadLetterQueue), "sluice_dead_letter_source = '" + queue + "'")) {
            List<Received> found = new ArrayList<>();
            for (Object message : Collections.list(browser.getEnumeration())) {
                found.add(JmsClients.received((Message) message));
            }
            return found;
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits for this many dead letters. */
    List<Received> awaitDeadLetters(String deadLetterQueue, int count) {
        return await().atMost(Worker.PATIENCE)
                .until(() -> deadLetters(deadLetterQueue), found -> found.size() == count);
    }

    /** Lets every further receive fail until one message is in the dead-letter queue. */
    void awaitDeadLettersWhileFailing(Worker worker, String deadLetterQueue) {
        await().atMost(Worker.PATIENCE).until(() -> {
            worker.receive(GLANCE).ifPresent(worker::fail);
            return deadLetters(deadLetterQueue).size() == 1;
        });
    }

    /** No connection, session, consumer or link was closed, and no exception listener was called. */
    void assertNobodyWasHarmed() {
        for (Worker worker : workers) {
            if (!gone.contains(worker)) {
                assertThat(worker.complaints())
                        .as("complaints of %s", worker.kind())
                        .isEmpty();
                assertThat(worker.isUsable()).as("%s is usable", worker.kind()).isTrue();
            }
        }
        assertThat(broker.consumerCount(queue)).as("consumers").isEqualTo(workers.size() - gone.size());
    }

    @Override
    public void close() {
        workers.forEach(Worker::close);
    }
}
