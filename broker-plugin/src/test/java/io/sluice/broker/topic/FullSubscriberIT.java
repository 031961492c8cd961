package io.sluice.broker.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.JmsClients;
import io.sluice.broker.fixture.Publishers;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.WorkerKind.Client;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a subscriber without room does to the others: nothing. */
class FullSubscriberIT {

    private static final String BODY = "x".repeat(2_000);

    /** {@code slow} has room for a few messages; it is a queue of the file, of the topic only, or a plain one. */
    private static EmbeddedBroker broker(AddressFullMessagePolicy policy, String queues, String redrivePolicy) {
        return EmbeddedBroker.configuredWith("""
                queues: { fast: {} %s }
                topics:
                  events:
                    subscriptions:
                      one: { queue: fast }
                      two: { queue: slow %s }
                      three: { queue: third }
                """.formatted(queues, redrivePolicy))
                .with(
                        "slow",
                        new AddressSettings()
                                .setMaxSizeBytes(10_000)
                                .setPageSizeBytes(5_000)
                                .setAddressFullMessagePolicy(policy)
                                .setAutoDeleteQueues(false)
                                .setAutoDeleteAddresses(false));
    }

    private static void publish(EmbeddedBroker broker, Client client, int count) {
        for (int i = 0; i < count; i++) {
            Publishers.publish(broker, client, "events", BODY, Map.of("number", i));
        }
    }

    private static long memoryOf(EmbeddedBroker broker, String address) throws Exception {
        return broker.server()
                .getPagingManager()
                .getPageStore(SimpleString.of(address))
                .getAddressSize();
    }

    @ParameterizedTest
    @CsvSource({"CORE, ', slow: {}'", "QPID_JMS, ', slow: {}'", "CORE, ''", "PROTONJ2, ''"})
    void aFullSubscriberThatFailsRefusesTheMessageForAllAndLeavesNoGhost(Client client, String queues)
            throws Exception {
        try (EmbeddedBroker broker =
                broker(AddressFullMessagePolicy.FAIL, queues, "").start()) {
            // Given
            int[] accepted = {0};
            assertThatThrownBy(() -> {
                        while (accepted[0] < 100) {
                            publish(broker, client, 1);
                            accepted[0]++;
                        }
                    })
                    .isInstanceOf(Exception.class);

            // When
            for (int i = 0; i < 5; i++) {
                assertThatThrownBy(() -> publish(broker, client, 1)).isInstanceOf(Exception.class);
            }
            broker.restart();

            // Then
            assertThat(accepted[0]).isBetween(2, 10);
            Queues.assertCounts(broker, accepted[0], "fast", "slow", "third");
            assertThat(memoryOf(broker, "events")).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"CORE, ', slow: {}'", "STOMP, ', slow: {}'", "OPENWIRE, ''"})
    void withADeadLetterQueueTheOthersGetTheMessageAndTheDeadLetterQueueWhatHadNoRoom(Client client, String queues)
            throws Exception {
        try (EmbeddedBroker broker = broker(
                        AddressFullMessagePolicy.FAIL, queues, ", redrivePolicy: { deadLetterQueue: dead }")
                .start()) {
            // When
            publish(broker, client, 20);
            broker.restart();

            // Then
            Queues.assertCounts(broker, 20, "fast", "third");
            long kept = broker.messageCount("slow");
            assertThat(kept).isBetween(2L, 10L);
            List<Received> dead = Queues.drain(broker, "dead", (int) (20 - kept));
            assertThat(dead)
                    .allSatisfy(message -> assertThat(message.properties())
                            .containsEntry("sluice_dead_letter_source", "slow")
                            .containsEntry("sluice_dead_letter_reason", "QueueFull"));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = AddressFullMessagePolicy.class,
            names = {"DROP", "PAGE", "BLOCK"})
    void theOtherPoliciesActOnTheirOwnQueueOnly(AddressFullMessagePolicy policy) throws Exception {
        try (EmbeddedBroker broker = broker(policy, ", slow: {}", "").start()) {
            // When
            publish(broker, Client.CORE, 15);
            publish(broker, Client.QPID_JMS, 15);

            // Then
            Queues.assertCounts(broker, 30, "fast", "third");
            assertThat(memoryOf(broker, "events")).isZero();
            assertThat(memoryOf(broker, "slow")).isPositive();
            broker.restart();
            Queues.assertCounts(broker, 30, "fast", "third");
            if (policy == AddressFullMessagePolicy.DROP) {
                assertThat(broker.messageCount("slow")).isBetween(2L, 10L);
            } else {
                assertThat(numbersIn(broker, "slow", 30))
                        .isEqualTo(IntStream.concat(IntStream.range(0, 15), IntStream.range(0, 15))
                                .boxed()
                                .toList());
            }
            assertThat(numbersIn(broker, "fast", 30)).hasSize(30);
            assertThat(memoryOf(broker, "fast")).isZero();
        }
    }

    private static List<Object> numbersIn(EmbeddedBroker broker, String queue, int count) {
        return Queues.drain(broker, queue, count).stream()
                .map(message -> message.properties().get("number"))
                .toList();
    }

    @ParameterizedTest
    @EnumSource(
            value = Client.class,
            names = {"CORE", "QPID_JMS", "OPENWIRE"})
    void aTransactionWithAMessageThatIsRefusedIsRolledBackWhole(Client client) throws Exception {
        try (EmbeddedBroker broker =
                broker(AddressFullMessagePolicy.FAIL, ", slow: {}", "").start()) {
            // Given
            try (Connection connection = JmsClients.connect(broker, client);
                    Session session = connection.createSession(Session.SESSION_TRANSACTED);
                    MessageProducer producer = session.createProducer(session.createTopic("events"))) {
                // When
                assertThatThrownBy(() -> {
                            for (int i = 0; i < 30; i++) {
                                producer.send(Publishers.message(session, BODY, Map.of("number", i)));
                            }
                            session.commit();
                        })
                        .isInstanceOf(JMSException.class);
            }

            // Then
            Queues.assertCounts(broker, 0, "fast", "slow", "third");
            assertThat(memoryOf(broker, "slow")).isZero();
            assertThat(memoryOf(broker, "fast")).isZero();
            broker.restart();
            Queues.assertCounts(broker, 0, "fast", "slow", "third");
        }
    }
}
