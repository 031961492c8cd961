package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.GroupedProducer;
import io.sluice.broker.fixture.JmsClients;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.Optional;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** sluice.yaml is read again when it changes, and a bad file changes nothing. */
@Execution(ExecutionMode.CONCURRENT)
class ReloadIT {

    private static final WorkerKind KIND =
            new WorkerKind(WorkerKind.Client.CORE, WorkerKind.Acknowledgement.INDIVIDUAL);

    private static final String FIFO = "groups.fifo";

    private static String yaml(String timeout) {
        return "queues:\n  orders.1: { visibilityTimeout: " + timeout + " }\n";
    }

    /** True if a message that one worker holds comes to another soon. */
    private static boolean comesBackSoon(Workshop shop) {
        shop.send(KIND, "probe");
        Worker hung = shop.open(KIND);
        Received held = hung.receive();
        Worker other = shop.open(KIND);
        Optional<Received> stolen = other.receive(Duration.ofMillis(1800));
        stolen.ifPresent(other::acknowledge);
        if (stolen.isEmpty()) {
            hung.acknowledge(held);
        }
        shop.dismiss(hung);
        shop.dismiss(other);
        shop.awaitEmpty();
        return stolen.isPresent();
    }

    @Test
    void aNewTimeoutAppliesToLaterLeases() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.configuredWith(yaml("60s")).start();
                Workshop shop = Workshop.on(broker, "orders.1")) {
            // Given
            boolean before = comesBackSoon(shop);
            // When
            broker.rewriteConfiguration(yaml("1s"));
            // Then
            assertThat(before).isFalse();
            await().atMost(Duration.ofSeconds(20)).until(() -> comesBackSoon(shop));
        }
    }

    @Test
    void aQueueThatAChangedFileNamesForTheFirstTimeHasTheBehaviourItAsksFor() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.configuredWith(yaml("60s")).start()) {
            // Given
            SimpleString added = SimpleString.of("added.1");
            // When
            broker.rewriteConfiguration(yaml("60s") + "  added.1: { visibilityTimeout: 1s }\n");
            await().atMost(Duration.ofSeconds(20)).until(() -> broker.server().locateQueue(added) != null);
            // Then
            try (Workshop shop = Workshop.on(broker, "added.1")) {
                assertThat(comesBackSoon(shop)).isTrue();
            }
        }
    }

    @Test
    void aBadFileIsRefusedWhole() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.configuredWith(yaml("60s")).start();
                Workshop shop = Workshop.on(broker, "orders.1")) {
            // Given
            broker.rewriteConfiguration(yaml("1s") + "  other: { visibilityTimeout: 13h }\n");
            // When
            Workshop.letPass(Duration.ofSeconds(1));
            // Then
            assertThat(comesBackSoon(shop)).isFalse();
        }
    }

    @Test
    void aGoodFileAfterABadOneIsTaken() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.configuredWith(yaml("60s")).start();
                Workshop shop = Workshop.on(broker, "orders.1")) {
            // Given
            broker.rewriteConfiguration("queues: [");
            Workshop.letPass(Duration.ofMillis(500));
            // When
            broker.rewriteConfiguration(yaml("1s"));
            // Then
            await().atMost(Duration.ofSeconds(20)).until(() -> comesBackSoon(shop));
        }
    }

    // ---- FIFO queues ----------------------------------------------------------------------------------------------

    private static String fifo(String settings) {
        return "queues:\n  groups.fifo: " + settings + "\n";
    }

    /** Sends a message with these two, which may be null. @return whether it was accepted */
    private static boolean accepts(
            EmbeddedBroker broker, @Nullable String group, @Nullable String deduplicationId, String body)
            throws JMSException {
        try (Connection connection = JmsClients.connect(broker, WorkerKind.Client.CORE);
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(session.createQueue(FIFO))) {
            Message message = session.createTextMessage(body);
            if (group != null) {
                message.setStringProperty("JMSXGroupID", group);
            }
            if (deduplicationId != null) {
                message.setStringProperty("_AMQ_DUPL_ID", deduplicationId);
            }
            producer.send(message);
            return true;
        } catch (JMSException refused) {
            return false;
        }
    }

    private static void awaitAcceptance(
            boolean accepted, EmbeddedBroker broker, @Nullable String group, @Nullable String deduplicationId) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> accepts(broker, group, deduplicationId, "probe") == accepted);
    }

    @Test
    void aNewLimitOfGroupsHoldsForWhatWaits() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.configuredWith(fifo("{ maxInFlightPerGroup: 1 }"))
                        .start();
                Workshop shop = Workshop.on(broker, FIFO)) {
            // Given
            GroupedProducer.send(broker, WorkerKind.Client.CORE, FIFO, "a", "a1", "a2", "a3", "a4");
            Worker worker = shop.open(KIND);
            worker.receive();
            shop.assertInFlightStays(1);
            // When
            broker.rewriteConfiguration(fifo("{ maxInFlightPerGroup: 3 }"));
            // Then
            shop.awaitInFlight(3);
            shop.assertInFlightStays(3);
        }
    }

    @Test
    void newRulesOfGroupsAndDuplicatesHoldForWhatIsSentFromThenOn() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.configuredWith(fifo("{}")).start()) {
            // Given
            assertThat(accepts(broker, null, "1", "m")).isFalse();
            assertThat(accepts(broker, "a", null, "m")).isFalse();
            assertThat(accepts(broker, "a", "2", "m")).isTrue();
            assertThat(accepts(broker, "b", "2", "m")).isTrue();
            assertThat(broker.messageCount(FIFO)).isOne();
            // When
            broker.rewriteConfiguration(fifo("""
                    { defaultMessageGroup: all, contentBasedDeduplication: true, deduplicationScope: messageGroup }"""));
            awaitAcceptance(true, broker, null, null);
            // Then
            long before = broker.messageCount(FIFO);
            accepts(broker, null, null, "probe");
            accepts(broker, "a", "3", "m");
            accepts(broker, "a", "3", "m");
            accepts(broker, "b", "3", "m");
            assertThat(broker.messageCount(FIFO)).isEqualTo(before + 2);
        }
    }

    @Test
    void aNewRetryModeHoldsForWhatIsDelayedFromThenOn() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.configuredWith(fifo("{}")).start();
                Workshop shop = Workshop.on(broker, FIFO)) {
            // Given
            awaitAcceptance(false, broker, null, "1");
            sendDelayed(broker, "before");
            GroupedProducer.send(broker, WorkerKind.Client.CORE, FIFO, "before", "waits");
            // When
            broker.rewriteConfiguration(fifo("{ retryMode: stepOver, defaultMessageGroup: all }"));
            awaitAcceptance(true, broker, null, "1");
            sendDelayed(broker, "after");
            GroupedProducer.send(broker, WorkerKind.Client.CORE, FIFO, "after", "goes");
            // Then
            Worker worker = shop.open(KIND);
            assertThat(shop.finish(worker, 2)).containsExactlyInAnyOrder("probe#1", "goes#1");
            assertThat(worker.receive(Duration.ofMillis(200))).isEmpty();
        }
    }

    private static void sendDelayed(EmbeddedBroker broker, String group) throws JMSException {
        try (Connection connection = JmsClients.connect(broker, WorkerKind.Client.CORE);
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(session.createQueue(FIFO))) {
            producer.setDeliveryDelay(Duration.ofMinutes(10).toMillis());
            producer.send(GroupedProducer.message(session, group, "delayed"));
        }
    }

    @Test
    void aConsumerThatCameWhileTheEntryWasAwayKeepsTheOrderWhenItIsBack() throws Exception {
        String entry = fifo("{ maxInFlightPerGroup: 1 }");
        try (EmbeddedBroker broker = EmbeddedBroker.configuredWith(entry).start();
                Workshop shop = Workshop.on(broker, FIFO)) {
            // Given
            broker.rewriteConfiguration("queues:\n  other.fifo:\n");
            awaitAcceptance(true, broker, null, null);
            Worker early = shop.open(KIND);
            early.drain(Duration.ofMillis(200));
            // When
            broker.rewriteConfiguration(entry);
            awaitAcceptance(false, broker, null, null);
            early.drain(Duration.ofMillis(200));
            GroupedProducer.send(broker, WorkerKind.Client.CORE, FIFO, "a", "a1", "a2", "a3");
            // Then
            assertThat(early.receive().summary()).isEqualTo("a1#1");
            shop.assertInFlightStays(1);
            assertThat(shop.open(KIND).receive(Duration.ofMillis(200))).isEmpty();
        }
    }
}
