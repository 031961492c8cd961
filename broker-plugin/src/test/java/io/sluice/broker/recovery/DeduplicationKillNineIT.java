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
    private static final int DONE = 20;
    private static final int SENT_BEFORE_THE_KILL = 150;
    private static final long PATIENCE_MILLIS = 10_000;
    private static final long QUIET_MILLIS = 500;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(names = {"CORE", "QPID_JMS"})
    void whatIsSentAgainAfterTheKillIsThereOnce(Client client) throws Exception {
        // Given
        Path etc = BrokerProcess.defaultEtc(folder.resolve("etc"));
        Files.writeString(etc.resolve("sluice.yaml"), "queues: { " + QUEUE + ": {} }\n");
        AtomicInteger begun = new AtomicInteger();
        List<String> done;
        try (BrokerProcess broker = BrokerProcess.start(etc, folder.resolve("data"))) {
            CompletableFuture<Void> sender =
                    CompletableFuture.runAsync(() -> sendUntilTheBrokerDies(broker, client, begun));
            done = receive(broker, DONE);
            await().until(() -> begun.get() > SENT_BEFORE_THE_KILL);

            // When
            broker.killNine();
            sender.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        }
        List<String> left;
        try (BrokerProcess broker = BrokerProcess.start(etc, folder.resolve("data"))) {
            int all = begun.get();
            send(broker, client, IntStream.rangeClosed(1, all));
            left = receive(broker, all + 1);

            // Then
            assertThat(Stream.concat(done.stream(), left.stream()))
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, all)
                            .mapToObj(String::valueOf)
                            .toList());
        }
    }

    private static void sendUntilTheBrokerDies(BrokerProcess broker, Client client, AtomicInteger begun) {
        try {
            send(broker, client, IntStream.generate(begun::incrementAndGet));
        } catch (JMSException brokerIsGone) {
            assertThat(begun.get()).isGreaterThan(SENT_BEFORE_THE_KILL);
        }
    }

    private static Connection connect(BrokerProcess broker, Client client) throws JMSException {
        Connection connection = JmsClients.factory(client, broker.port("artemis"), WorkerOptions.DEFAULT)
                .createConnection(BrokerProcess.USER, BrokerProcess.PASSWORD);
        connection.start();
        return connection;
    }

    private static void send(BrokerProcess broker, Client client, IntStream numbers) throws JMSException {
        try (Connection connection = connect(broker, client);
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(session.createQueue(QUEUE))) {
            for (var number = numbers.iterator(); number.hasNext(); ) {
                String id = String.valueOf(number.nextInt());
                Message message = GroupedProducer.message(session, "g", id);
                message.setStringProperty("_AMQ_DUPL_ID", id);
                producer.send(message);
            }
        }
    }

    /** Receives up to this many messages, until none comes for a while; each in a transaction of its own. */
    private static List<String> receive(BrokerProcess broker, int most) throws JMSException {
        List<String> bodies = new ArrayList<>();
        try (Connection connection = connect(broker, Client.CORE);
                Session session = connection.createSession(Session.SESSION_TRANSACTED);
                MessageConsumer consumer = session.createConsumer(session.createQueue(QUEUE))) {
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
