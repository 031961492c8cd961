package io.sluice.broker.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.fixture.GroupedProducer;
import io.sluice.broker.fixture.JmsClients;
import io.sluice.broker.fixture.WorkerKind.Client;
import io.sluice.broker.fixture.WorkerOptions;
import io.sluice.broker.runtime.BrokerProcess;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A sender that does not know what a broker that died has accepted sends everything again: nothing is there twice. */
class DeduplicationKillNineIT {

    private static final String QUEUE = "once.fifo";
    private static final String TOGETHER = "together.fifo";
    private static final int IN_TRANSACTION = 3;
    private static final int DONE = 20;
    private static final int SENT_BEFORE_THE_KILL = 150;
    private static final long PATIENCE_MILLIS = 10_000;
    private static final long QUIET_MILLIS = 500;

    @TempDir
    Path folder;

    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger begunTogether = new AtomicInteger();
    private final AtomicInteger committed = new AtomicInteger();

    @ParameterizedTest
    @EnumSource(names = {"CORE", "QPID_JMS"})
    void whatIsSentAgainAfterTheKillIsThereOnce(Client client) throws Exception {
        // Given
        Path etc = BrokerProcess.defaultEtc(folder.resolve("etc"));
        Files.writeString(etc.resolve("sluice.yaml"), "queues: { " + QUEUE + ": {}, " + TOGETHER + ": {} }\n");
        List<String> done;
        try (BrokerProcess broker = BrokerProcess.start(etc, folder.resolve("data"))) {
            List<CompletableFuture<Void>> senders = List.of(
                    CompletableFuture.runAsync(() -> sendUntilTheBrokerDies(broker, client)),
                    CompletableFuture.runAsync(() -> commitUntilTheBrokerDies(broker, client)));
            done = receive(broker, QUEUE, DONE);
            await().until(() -> begun.get() > SENT_BEFORE_THE_KILL && committed.get() > DONE);

            // When
            broker.killNine();
            for (CompletableFuture<Void> sender : senders) {
                sender.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            }
        }

        // Then
        try (BrokerProcess broker = BrokerProcess.start(etc, folder.resolve("data"))) {
            send(broker, client, QUEUE, IntStream.rangeClosed(1, begun.get()));
            List<String> left = receive(broker, QUEUE, begun.get() + 1);
            assertThat(Stream.concat(done.stream(), left.stream())).containsExactlyElementsOf(upTo(begun.get()));
            assertTransactionsAreThereOnce(broker, client);
        }
    }

    /** Those that were committed are there before they are sent again, whole, and their ids are known without them. */
    private void assertTransactionsAreThereOnce(BrokerProcess broker, Client client) throws JMSException {
        List<String> stored = receive(broker, TOGETHER, begunTogether.get() + 1);
        assertThat(stored).startsWith(upTo(committed.get()).toArray(String[]::new));
        assertThat(stored.size() % IN_TRANSACTION).isZero();
        send(broker, client, TOGETHER, IntStream.rangeClosed(1, begunTogether.get()));
        List<String> again =
                stored.size() == begunTogether.get() ? List.of() : receive(broker, TOGETHER, begunTogether.get() + 1);
        assertThat(Stream.concat(stored.stream(), again.stream())).containsExactlyElementsOf(upTo(begunTogether.get()));
    }

    private static List<String> upTo(int last) {
        return IntStream.rangeClosed(1, last).mapToObj(String::valueOf).toList();
    }

    private void sendUntilTheBrokerDies(BrokerProcess broker, Client client) {
        try {
            send(broker, client, QUEUE, IntStream.generate(begun::incrementAndGet));
        } catch (JMSException brokerIsGone) {
            assertThat(begun.get()).isGreaterThan(SENT_BEFORE_THE_KILL);
        }
    }

    private void commitUntilTheBrokerDies(BrokerProcess broker, Client client) {
        try (Connection connection = connect(broker, client);
                Session session = connection.createSession(Session.SESSION_TRANSACTED);
                MessageProducer producer = session.createProducer(session.createQueue(TOGETHER))) {
            while (!Thread.currentThread().isInterrupted()) {
                for (int i = 0; i < IN_TRANSACTION; i++) {
                    producer.send(message(session, begunTogether.incrementAndGet()));
                }
                session.commit();
                committed.set(begunTogether.get());
            }
        } catch (JMSException brokerIsGone) {
            assertThat(committed.get()).isGreaterThan(DONE);
        }
    }

    private static Message message(Session session, int number) throws JMSException {
        Message message = GroupedProducer.message(session, "g", String.valueOf(number));
        message.setStringProperty("_AMQ_DUPL_ID", String.valueOf(number));
        return message;
    }

    private static Connection connect(BrokerProcess broker, Client client) throws JMSException {
        Connection connection = JmsClients.factory(client, broker.port("artemis"), WorkerOptions.DEFAULT)
                .createConnection(BrokerProcess.USER, BrokerProcess.PASSWORD);
        connection.start();
        return connection;
    }

    private static void send(BrokerProcess broker, Client client, String queue, IntStream numbers) throws JMSException {
        try (Connection connection = connect(broker, client);
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(session.createQueue(queue))) {
            for (var number = numbers.iterator(); number.hasNext(); ) {
                producer.send(message(session, number.nextInt()));
            }
        }
    }

    /** Receives up to this many messages, until none comes for a while; each in a transaction of its own. */
    private static List<String> receive(BrokerProcess broker, String queue, int most) throws JMSException {
        List<String> bodies = new ArrayList<>();
        try (Connection connection = connect(broker, Client.CORE);
                Session session = connection.createSession(Session.SESSION_TRANSACTED);
                MessageConsumer consumer = session.createConsumer(session.createQueue(queue))) {
            Message message = consumer.receive(PATIENCE_MILLIS);
            while (message != null) {
                bodies.add(message.getBody(String.class));
                session.commit();
                message = bodies.size() == most ? null : consumer.receive(QUIET_MILLIS);
            }
        }
        return bodies;
    }
}
