package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.GroupedProducer;
import io.sluice.broker.fixture.JmsClients;
import io.sluice.broker.fixture.WorkerKind.Client;
import jakarta.jms.Connection;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.List;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A FIFO queue whose address has another durable queue, so that one message is in both. */
class SharedAddressIT {

    private static final long QUIET_MILLIS = 200;

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            queues:
              "shared.*.fifo": { visibilityTimeout: 30s }
            """);

    @ParameterizedTest
    @ValueSource(strings = {"shared.other.fifo", "plain"})
    void eachQueueKeepsAMessageThatWasOvertakenOverRestarts(String other) throws Exception {
        // Given
        String address = "address of " + other;
        String one = "shared.with-" + other + ".fifo";
        for (String queue : List.of(one, other)) {
            BROKER.createQueue(QueueConfiguration.of(queue).setAddress(address).setRoutingType(RoutingType.MULTICAST));
        }
        try (Connection connection = JmsClients.connect(BROKER, Client.CORE);
                Session slow = connection.createSession(Session.SESSION_TRANSACTED);
                Session fast = connection.createSession();
                MessageProducer ofSlow = slow.createProducer(slow.createTopic(address));
                MessageProducer ofFast = fast.createProducer(fast.createTopic(address))) {
            ofSlow.send(GroupedProducer.message(slow, "g", "late"));
            ofFast.send(GroupedProducer.message(fast, "g", "early"));
            slow.commit();
        }
        BROKER.restart();
        assertThat(drain(address, one)).containsExactlyInAnyOrder("early", "late");
        // When
        BROKER.restart();
        // Then
        assertThat(drain(address, other)).containsExactlyInAnyOrder("early", "late");
    }

    /** By the full name, because the address has another one. */
    private static List<String> drain(String address, String queue) throws Exception {
        return JmsClients.drain(BROKER, address + "::" + queue, QUIET_MILLIS);
    }
}
