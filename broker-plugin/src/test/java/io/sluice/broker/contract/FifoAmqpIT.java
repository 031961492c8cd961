package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.Worker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.qpid.protonj2.client.Client;
import org.apache.qpid.protonj2.client.Connection;
import org.apache.qpid.protonj2.client.Delivery;
import org.apache.qpid.protonj2.client.Message;
import org.apache.qpid.protonj2.client.Sender;
import org.apache.qpid.protonj2.client.exceptions.ClientException;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What AMQP applications write into messages for FIFO queues, and read from them, in the sections of that protocol. */
@Execution(ExecutionMode.SAME_THREAD)
class FifoAmqpIT {

    private static final Duration QUIET = Duration.ofMillis(300);

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            queues:
              "amqp.*.fifo": { maxInFlightPerGroup: 1, contentBasedDeduplication: true }
            """);

    /** Where a message names its group. */
    enum Place {
        GROUP_ID,
        ANNOTATION,
        APPLICATION_PROPERTY;

        private void write(Message<?> message, String group) throws ClientException {
            switch (this) {
                case GROUP_ID -> message.groupId(group);
                case ANNOTATION -> message.annotation("x-opt-partition-key", group);
                case APPLICATION_PROPERTY -> message.property("JMSXGroupID", group);
            }
        }
    }

    private static void send(String queue, Place place, String... bodies) throws Exception {
        try (Client client = Client.create();
                Connection connection = client.connect("127.0.0.1", BROKER.port());
                Sender sender = connection.openSender(queue)) {
            for (String body : bodies) {
                Message<String> message = Message.create(body);
                message.durable(true);
                place.write(message, "g");
                assertThat(sender.send(message)
                                .awaitSettlement(Worker.PATIENCE.toSeconds(), TimeUnit.SECONDS)
                                .remoteState()
                                .isAccepted())
                        .isTrue();
            }
        }
    }

    private static String annotatedNumber(Received message) throws ClientException {
        return String.valueOf(((Delivery) message.original()).message().annotation("x-opt-sequence-number"));
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void aGroupIsNamedInEachOfThesePlacesAndItsMessagesAreNumbered(Place place) throws Exception {
        // Given
        String queue = "amqp." + place + ".fifo";
        BROKER.createQueue(queue);
        send(queue, place, "m1", "m2");
        try (Worker worker = Worker.open(BROKER, Workshop.AMQP, queue)) {
            // When
            Received first = worker.receive();
            assertThat(worker.receive(QUIET))
                    .as("the group is worked on one by one")
                    .isEmpty();
            worker.acknowledge(first);
            Received second = worker.receive();
            worker.acknowledge(second);
            // Then
            assertThat(first.body() + second.body()).isEqualTo("m1m2");
            assertThat(annotatedNumber(first))
                    .matches("[0-9]{20}")
                    .isEqualTo(first.properties().get("sluice_sequence_number"))
                    .isLessThan(annotatedNumber(second));
        }
    }
}
