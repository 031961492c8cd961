package io.sluice.broker.stream.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.contract.ControlClient;
import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.JmsClients;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import io.sluice.broker.fixture.WorkerKind.Acknowledgement;
import io.sluice.broker.fixture.WorkerKind.Client;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When consumer groups begin to exist, and when they end. */
class GroupLifeIT {

    private static final WorkerKind CORE = new WorkerKind(Client.CORE, Acknowledgement.INDIVIDUAL);
    private static final Pattern NAME = Pattern.compile("\"GroupName\":\"([^\"]*)");
    private static final String GROUPS = """
            streams:
              telemetry: { consumerGroups: { named: {}, taken: {}%s } }
            """;

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith(GROUPS.formatted(""))
            .with(configuration -> configuration.addQueueConfiguration(
                    QueueConfiguration.of("taken").setAddress("elsewhere").setDurable(true)));

    private static Set<String> groups() throws JMSException {
        try (ControlClient control = new ControlClient(BROKER, Client.CORE)) {
            String body = control.ask("ListConsumerGroups", Map.of("StreamName", "telemetry"))
                    .body();
            return NAME.matcher(body).results().map(name -> name.group(1)).collect(Collectors.toSet());
        }
    }

    private static void subscribeAndUnsubscribe(Client client, String name) throws JMSException {
        try (Connection connection = JmsClients.connect(BROKER, client);
                Session session = connection.createSession()) {
            session.createSharedDurableConsumer(session.createTopic("telemetry"), name)
                    .close();
            assertThat(groups()).contains(name);
            session.unsubscribe(name);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Client.class,
            names = {"CORE", "QPID_JMS"})
    void aSubscriptionIsAGroupUntilItIsUnsubscribed(Client client) throws JMSException {
        // Given
        String name = "until-" + client;

        // When
        subscribeAndUnsubscribe(client, name);

        // Then
        await().atMost(Worker.PATIENCE).until(() -> !groups().contains(name));
        assertThat(BROKER.server().getStorageManager().getPersistedKeyValuePairs("sluice.checkpoints"))
                .doesNotContainKey("telemetry:" + name + ":0");
    }

    @ParameterizedTest
    @EnumSource(
            value = Client.class,
            names = {"CORE", "QPID_JMS"})
    void aConfiguredGroupStaysAndGoesOnThoughItIsUnsubscribed(Client client) throws JMSException {
        // Given
        String group = "telemetry::named";
        try (Worker worker = Worker.open(BROKER, CORE, group)) {
            List<String> bodies = Puts.put(BROKER, "telemetry", 0, "before-" + client, 0, 1);
            readTo(bodies.get(0), worker);
        }

        // When
        Throwable answer = catchThrowable(() -> subscribeAndUnsubscribe(client, "named"));
        List<String> later = Puts.put(BROKER, "telemetry", 0, "after-" + client, 0, 1);

        // Then
        assertThat(answer).isNull();
        try (Worker worker = Worker.open(BROKER, CORE, group)) {
            Received received = worker.receive();
            worker.acknowledge(received);
            assertThat(received.body()).isEqualTo(later.get(0));
        }
    }

    /** Reads what other tests left, and then this one. */
    private static void readTo(String body, Worker worker) {
        Received received = worker.receive();
        worker.acknowledge(received);
        while (!received.body().equals(body)) {
            received = worker.receive();
            worker.acknowledge(received);
        }
    }

    @Test
    void aGroupThatTheFileNamesLaterCannotBeDeletedFromThenOn() throws Exception {
        // Given
        try (Worker worker = Worker.open(BROKER, CORE, "telemetry::later")) {
            assertThat(worker.isUsable()).isTrue();
        }

        // When
        BROKER.rewriteConfiguration(GROUPS.formatted(", later: {}, sign: {}"));
        await().atMost(Worker.PATIENCE).until(() -> groups().contains("sign"));
        subscribeAndUnsubscribe(Client.CORE, "later");

        // Then
        assertThat(groups()).contains("later");
    }

    @ParameterizedTest
    @EnumSource(
            value = Client.class,
            names = {"CORE", "QPID_JMS", "OPENWIRE"})
    void aSubscriberThatIsNotDurableGetsWhatIsPutFromThenOnAndLeavesNothing(Client client) throws JMSException {
        // Given
        Set<String> before = groups();
        try (Worker worker = Worker.open(BROKER, CORE, "telemetry::named")) {
            Puts.put(BROKER, "telemetry", 0, "unseen-" + client, 0, 1);
            readTo("unseen-" + client + "-0-0", worker);
        }
        try (Connection connection = JmsClients.connect(BROKER, client);
                Session session = connection.createSession();
                MessageConsumer consumer = session.createConsumer(session.createTopic("telemetry"))) {

            // When
            List<String> bodies = Puts.put(BROKER, "telemetry", 0, "seen-" + client, 0, 1);

            // Then
            assertThat(text(consumer)).isEqualTo(bodies.get(0));
        }
        await().atMost(Worker.PATIENCE).until(() -> groups().equals(before));
    }

    private static String text(MessageConsumer consumer) throws JMSException {
        return ((TextMessage) consumer.receive(Worker.PATIENCE.toMillis())).getText();
    }

    @Test
    void aGroupWhoseNameAQueueHasIsReadWithTheNameOfTheStreamBehindIt() throws Exception {
        // Given
        try (Worker worker = Worker.open(BROKER, CORE, "telemetry::taken.telemetry")) {
            List<String> bodies = Puts.put(BROKER, "telemetry", 0, "taken", 0, 1);

            // When Then
            readTo(bodies.get(0), worker);
        }
        assertThat(groups()).contains("taken");
    }
}
