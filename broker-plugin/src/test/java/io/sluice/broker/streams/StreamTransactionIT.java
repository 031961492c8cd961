package io.sluice.broker.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.StompClient;
import io.sluice.broker.fixture.StompFrame;
import io.sluice.broker.fixture.Worker;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.qpid.protonj2.client.Client;
import org.apache.qpid.protonj2.client.Connection;
import org.apache.qpid.protonj2.client.DeliveryState;
import org.apache.qpid.protonj2.client.Message;
import org.apache.qpid.protonj2.client.Sender;
import org.apache.qpid.protonj2.client.Session;
import org.apache.qpid.protonj2.client.exceptions.ClientException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Transactions of clients that know no JMS put into streams and queues together, or not at all. */
class StreamTransactionIT {

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            queues:
              orders: {}
              steps: {}
            streams:
              telemetry: {}
              clicks: {}
              delayed: {}
            """);

    private static List<String> texts(String stream) {
        await().atMost(Worker.PATIENCE).until(() -> BROKER.messageCount("sluice.stream." + stream) == 0);
        return StreamFiles.read(BROKER.configurationFile().getParent(), stream).stream()
                .map(StreamFiles.Record::text)
                .toList();
    }

    private static DeliveryState send(Sender sender, Message<?> message) throws ClientException {
        return sender.send(message)
                .awaitSettlement(Worker.PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .remoteState();
    }

    @Test
    void protonCommitsAndRollsBack() throws Exception {
        try (Client client = Client.create();
                Connection connection = client.connect("127.0.0.1", BROKER.port());
                Session session = connection.openSession();
                Sender stream = session.openSender("telemetry");
                Sender queue = session.openSender("orders")) {
            // When
            session.beginTransaction();
            send(stream, Message.create("undone").durable(true));
            send(queue, Message.create("undone").durable(true));
            session.rollbackTransaction();
            session.beginTransaction();
            send(stream, Message.create("first").durable(true));
            send(queue, Message.create("first").durable(true));
            assertThat(texts("telemetry")).isEmpty();
            session.commitTransaction();
            send(stream, Message.create("second").durable(true));
        }

        // Then
        await().atMost(Worker.PATIENCE).until(() -> texts("telemetry").equals(List.of("first", "second")));
        assertThat(BROKER.messageCount("orders")).isEqualTo(1);
    }

    @Test
    void stompCommitsAndAborts() {
        try (StompClient stomp = StompClient.connect(BROKER.port())) {
            // When
            for (String end : List.of("ABORT", "COMMIT")) {
                stomp.perform(StompFrame.of("BEGIN", "transaction", end));
                for (String destination : List.of("clicks", "steps")) {
                    stomp.perform(StompFrame.of("SEND", "destination", destination, "persistent", "true")
                            .with("transaction", end)
                            .with("content-type", "text/plain")
                            .withBody(end));
                }
                stomp.perform(StompFrame.of(end, "transaction", end));
            }
            stomp.disconnect();
        }

        // Then
        await().atMost(Worker.PATIENCE).until(() -> texts("clicks").equals(List.of("COMMIT")));
        assertThat(BROKER.messageCount("steps")).isEqualTo(1);
    }

    @Test
    void protonIsToldThatARecordCannotBeDelayedAndGoesOn() throws Exception {
        try (Client client = Client.create();
                Connection connection = client.connect("127.0.0.1", BROKER.port());
                Session session = connection.openSession();
                Sender sender = session.openSender("delayed")) {
            // When
            DeliveryState refused = send(sender, delayed());
            session.beginTransaction();
            send(sender, Message.create("with a delayed one").durable(true));
            send(sender, delayed());
            assertThatThrownBy(session::commitTransaction).hasMessageContaining("a record cannot be delayed");
            DeliveryState taken = send(sender, Message.create("good").durable(true));

            // Then
            assertThat(refused.getType()).isEqualTo(DeliveryState.Type.REJECTED);
            assertThat(taken.getType()).isEqualTo(DeliveryState.Type.ACCEPTED);
        }
        assertThat(texts("delayed")).containsExactly("good");
    }

    private static Message<?> delayed() throws ClientException {
        return Message.create("delayed").durable(true).annotation("x-opt-delivery-delay", 60_000L);
    }
}
