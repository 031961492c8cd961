package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import io.sluice.broker.fixture.WorkerKind.Acknowledgement;
import io.sluice.broker.fixture.WorkerKind.Client;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.qpid.protonj2.client.Connection;
import org.apache.qpid.protonj2.client.Message;
import org.apache.qpid.protonj2.client.Sender;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the broker tells of a message (CONTRACT 5) reaches clients of every protocol, though the file of a large AMQP message stays
 * as it was sent.
 */
@Execution(ExecutionMode.SAME_THREAD)
class LargeAmqpMessageIT {

    private static final int LARGE = 300_000;

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            queues:
              "large.*.fifo": { contentBasedDeduplication: true, visibilityTimeout: 1h }
              "poison.#":
                visibilityTimeout: 1h
                redrivePolicy: { deadLetterQueue: letters, maxReceiveCount: 1 }
              letters: { visibilityTimeout: 1h }
            """);

    private static void send(String queue) throws Exception {
        try (org.apache.qpid.protonj2.client.Client client = org.apache.qpid.protonj2.client.Client.create();
                Connection connection = client.connect("127.0.0.1", BROKER.port());
                Sender sender = connection.openSender(queue)) {
            Message<String> message = Message.create("x".repeat(LARGE));
            message.durable(true).groupId("g").property("own", "text");
            assertThat(sender.send(message)
                            .awaitSettlement(Worker.PATIENCE.toSeconds(), TimeUnit.SECONDS)
                            .remoteState()
                            .isAccepted())
                    .isTrue();
        }
    }

    private static Received receive(Client client, String queue) {
        try (Worker worker = Worker.open(BROKER, new WorkerKind(client, Acknowledgement.INDIVIDUAL), queue)) {
            Received received = worker.receive();
            worker.acknowledge(received);
            assertThat(worker.receive(Duration.ofMillis(1))).isEmpty();
            return received;
        }
    }

    @ParameterizedTest
    @EnumSource
    void tellsItsSequenceNumber(Client client) throws Exception {
        // Given
        Workshop shop = Workshop.at(BROKER, "large", ".fifo");
        send(shop.queue());
        BROKER.restart();
        // When
        Received received = receive(client, shop.queue());
        // Then
        assertThat(received.body()).hasSize(LARGE);
        assertThat(String.valueOf(received.properties().get("sluice_sequence_number")))
                .matches("[0-9]{20}");
        shop.awaitEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void tellsWhereADeadLetterComesFromAndWhy(Client client) throws Exception {
        // Given
        Workshop shop = Workshop.at(BROKER, "poison");
        send(shop.queue());
        try (Worker failing = Worker.open(BROKER, Workshop.AMQP, shop.queue())) {
            failing.fail(failing.receive());
        }
        shop.awaitEmpty();
        // When
        Received letter = receive(client, "letters");
        // Then
        assertThat(letter.body()).hasSize(LARGE);
        assertThat(letter.properties())
                .containsEntry("sluice_dead_letter_source", shop.queue())
                .containsEntry("sluice_dead_letter_reason", "MaxReceiveCountExceeded")
                .containsKey("sluice_first_received_timestamp");
        Workshop.on(BROKER, "letters").awaitEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void isTheSameWhenItComesAgain(Client client) throws Exception {
        // Given
        Workshop shop = Workshop.at(BROKER, "large", ".fifo");
        send(shop.queue());
        try (Worker failing = Worker.open(BROKER, Workshop.AMQP, shop.queue())) {
            failing.fail(failing.receive());
        }
        // When
        Received received = receive(client, shop.queue());
        // Then
        assertThat(received.body()).hasSize(LARGE);
        assertThat(received.properties()).containsKey("sluice_sequence_number");
        assertThat(received.receiveCount()).isEqualTo(2);
        if (client != Client.MQTT) { // which is shown what the broker tells, and user properties of MQTT
            assertThat(received.properties()).containsEntry("own", "text");
        }
        shop.awaitEmpty();
    }
}
