package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.GroupedProducer;
import io.sluice.broker.fixture.JmsClients;
import io.sluice.broker.fixture.WorkerKind;
import io.sluice.broker.fixture.WorkerKind.Client;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A FIFO queue that is larger than what is read of its pages, while one of its groups stands still. */
@Execution(ExecutionMode.SAME_THREAD)
class FifoPagingIT {

    private static final String QUEUE = "paged.fifo";
    private static final int SLICE = 200;
    private static final int HELD = 5 * SLICE;
    private static final int BATCH = 100;
    private static final int PATIENCE_MILLIS = 10_000;

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
                    queues:
                      paged.fifo: { visibilityTimeout: 1h, maxInFlightPerGroup: 10 }
                    """)
            .with(
                    QUEUE,
                    new AddressSettings()
                            .setAddressFullMessagePolicy(AddressFullMessagePolicy.PAGE)
                            .setMaxSizeBytes(100_000)
                            .setPageSizeBytes(50_000)
                            .setMaxReadPageMessages(SLICE)
                            .setPrefetchPageMessages(SLICE)
                            .setAutoDeleteQueues(false)
                            .setAutoDeleteAddresses(false));

    private static Session sessionOn(Connection connection) throws JMSException {
        return connection.createSession(
                false, JmsClients.sessionMode(new WorkerKind(Client.CORE, WorkerKind.Acknowledgement.INDIVIDUAL)));
    }

    /** A long group, and some messages of another one behind and in between. */
    private static void sendBoth(Connection connection) throws JMSException {
        try (Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
                MessageProducer producer = session.createProducer(session.createQueue(QUEUE))) {
            for (int i = 1; i <= HELD; i++) {
                producer.send(GroupedProducer.message(session, "held", "h" + i));
                if (i > 2 * SLICE && i % SLICE == 0) {
                    producer.send(GroupedProducer.message(session, "free", "f" + i / SLICE));
                }
                if (i % BATCH == 0) {
                    session.commit();
                }
            }
        }
    }

    private static List<String> receive(MessageConsumer consumer, int count) throws JMSException {
        String[] bodies = new String[count];
        for (int i = 0; i < count; i++) {
            Message message = consumer.receive(PATIENCE_MILLIS);
            assertThat(message).as("message %d of %d", i + 1, count).isNotNull();
            bodies[i] = message.getBody(String.class);
            message.acknowledge();
        }
        return List.of(bodies);
    }

    @Test
    void aGroupThatStandsStillInFrontDoesNotHideTheOthers() throws Exception {
        try (Connection hanging = JmsClients.connect(BROKER, Client.CORE);
                Connection working = JmsClients.connect(BROKER, Client.CORE)) {
            // Given
            sendBoth(hanging);
            assertThat(BROKER.queue(QUEUE).getPageSubscription().isPaging()).isTrue();
            MessageConsumer holder =
                    sessionOn(hanging).createConsumer(sessionOn(hanging).createQueue(QUEUE));
            Message first = holder.receive(PATIENCE_MILLIS);
            assertThat(first.getBody(String.class)).isEqualTo("h1");

            // When
            MessageConsumer consumer =
                    sessionOn(working).createConsumer(sessionOn(working).createQueue(QUEUE));

            // Then
            assertThat(receive(consumer, 3)).containsExactly("f3", "f4", "f5");
            hanging.close();
            assertThat(receive(consumer, HELD))
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, HELD)
                            .mapToObj(i -> "h" + i)
                            .toList());
            await().untilAsserted(() -> assertThat(BROKER.messageCount(QUEUE)).isZero());
        }
    }
}
