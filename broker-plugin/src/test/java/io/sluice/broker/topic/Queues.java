package io.sluice.broker.topic;

import static org.awaitility.Awaitility.await;

import io.sluice.broker.fixture.JmsClients;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.RunningBroker;
import io.sluice.broker.fixture.WorkerKind;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Looks into the queues of subscribers. */
final class Queues {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private Queues() {}

    /** Receives and acknowledges this many messages over Core, and asserts that there are no more. */
    static List<Received> drain(RunningBroker broker, String queue, int count) {
        return drain(broker, WorkerKind.Client.CORE, queue, count);
    }

    static List<Received> drain(RunningBroker broker, WorkerKind.Client client, String queue, int count) {
        await().atMost(PATIENCE).until(() -> broker.messageCount(queue) >= count);
        List<Received> received = new ArrayList<>();
        try (Connection connection = JmsClients.connect(broker, client);
                Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
                MessageConsumer consumer = session.createConsumer(session.createQueue(queue))) {
            while (received.size() < count) {
                Message message = consumer.receive(PATIENCE.toMillis());
                if (message == null) {
                    throw new AssertionError(queue + " has only " + received.size() + " messages");
                }
                received.add(JmsClients.received(message));
                message.acknowledge();
            }
            await().atMost(PATIENCE).until(() -> broker.messageCount(queue) == 0);
        } catch (JMSException e) {
            throw new IllegalStateException("cannot receive from " + queue, e);
        }
        return received;
    }

    static List<String> bodies(RunningBroker broker, String queue, int count) {
        return drain(broker, queue, count).stream().map(Received::body).toList();
    }

    /** The number of messages, once it has been the same for a while. */
    static void assertCounts(RunningBroker broker, long count, String... queues) {
        for (String queue : queues) {
            await(queue).atMost(PATIENCE).until(() -> broker.messageCount(queue) == count);
            await(queue)
                    .during(Duration.ofMillis(200))
                    .atMost(PATIENCE)
                    .until(() -> broker.messageCount(queue) == count);
        }
    }
}
