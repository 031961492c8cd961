package io.sluice.broker.artemis.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.JmsClients;
import io.sluice.broker.fixture.Producers;
import io.sluice.broker.fixture.WorkerKind.Client;
import jakarta.jms.Connection;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.impl.QueueImpl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Queues without consumers take turns on one thread; nobody else notices. */
class TurnExecutorIT {

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("queues: { held: {}, other: {}, browsed: {} }");

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static List<String> receive(String queue, int count) throws Exception {
        List<String> bodies = new ArrayList<>();
        try (Connection connection = JmsClients.connect(BROKER, Client.CORE);
                Session session = connection.createSession();
                MessageConsumer consumer = session.createConsumer(session.createQueue(queue))) {
            while (bodies.size() < count) {
                Message message = consumer.receive(PATIENCE.toMillis());
                assertThat(message).as("message %s of %s", bodies.size(), queue).isNotNull();
                bodies.add(message.getBody(String.class));
            }
        }
        return bodies;
    }

    @Test
    void aConsumerDoesNotWaitForTheTurnOfItsQueue() throws Exception {
        // Given
        List<String> received;
        synchronized (BROKER.queue("held")) {
            Producers.send(BROKER, Client.CORE, "held", "h");
            Producers.send(BROKER, Client.CORE, "other", "a", "b");

            // When
            received = receive("other", 2);
        }

        // Then
        assertThat(received).containsExactly("a", "b");
        assertThat(receive("held", 1)).containsExactly("h");
    }

    @Test
    void messagesComeInTheirOrderHoweverManyConsumersComeAndGo() throws Exception {
        // Given
        List<String> sent = IntStream.range(0, 300).mapToObj(String::valueOf).toList();
        List<String> received = new ArrayList<>();

        // When
        for (int i = 0; i < sent.size(); i += 30) {
            Producers.send(BROKER, Client.CORE, "other", sent.subList(i, i + 30).toArray(String[]::new));
            received.addAll(receive("other", 30));
        }

        // Then
        assertThat(received).isEqualTo(sent);
    }

    @Test
    void aQueueWithoutConsumersShowsWhatItHas() throws Exception {
        // Given
        Queue queue = BROKER.queue("browsed");

        // When
        Producers.send(BROKER, Client.CORE, "browsed", "a", "b", "c");

        // Then
        await().atMost(PATIENCE).until(() -> queue.getMessagesAdded() == 3);
        assertThat(((QueueImpl) queue).getExecutor().flush(PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                .isTrue();
        assertThat(receive("browsed", 3)).containsExactly("a", "b", "c");
    }
}
