package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.GroupedProducer;
import io.sluice.broker.fixture.JmsClients;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.SettlementRefused;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import io.sluice.broker.fixture.WorkerKind.Acknowledgement;
import io.sluice.broker.fixture.WorkerKind.Client;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a message that comes back to a FIFO queue, at once or after a delay, does to the rest of its group. */
@Execution(ExecutionMode.CONCURRENT)
class FifoRetryIT {

    private static final String ACTION = "ChangeMessageVisibility";
    private static final Duration QUIET = Duration.ofMillis(200);
    private static final Duration DELAY = Duration.ofMillis(1500);
    private static final Duration NEARLY = DELAY.minusMillis(100);

    private static final String YAML = """
            queues:
              "block.*.fifo":
              "step.*.fifo": { retryMode: stepOver }
              "slow.block.*.fifo":
              "slow.step.*.fifo": { retryMode: stepOver }
              "later.block.*.fifo": { delay: 1500ms }
              "later.step.*.fifo": { delay: 1500ms, retryMode: stepOver }
              "short.block.*.fifo": { visibilityTimeout: 1s }
              "short.step.*.fifo": { visibilityTimeout: 1s, retryMode: stepOver }
            """;

    @RegisterExtension
    static final EmbeddedBroker BROKER = broker(DELAY);

    private static EmbeddedBroker broker(Duration redeliveryDelay) {
        return EmbeddedBroker.configuredWith(YAML)
                .with(
                        "slow.#",
                        new AddressSettings()
                                .setRedeliveryDelay(redeliveryDelay.toMillis())
                                .setAutoDeleteQueues(false)
                                .setAutoDeleteAddresses(false));
    }

    static Stream<WorkerKind> ableToFail() {
        return WorkerKind.ableToFail().filter(WorkerKind::leavesRedeliveryToBroker);
    }

    static Stream<WorkerKind> individual() {
        return WorkerKind.individual();
    }

    /** Those that give back one message and keep the others. */
    static Stream<WorkerKind> ableToFailOne() {
        return Stream.of(Client.PROTONJ2, Client.STOMP)
                .map(client -> new WorkerKind(client, Acknowledgement.INDIVIDUAL));
    }

    private static Workshop shop(EmbeddedBroker broker, String word) {
        return Workshop.at(broker, word, ".fifo");
    }

    private static void send(Workshop shop, WorkerKind kind, String group, String... bodies) {
        GroupedProducer.send((EmbeddedBroker) shop.broker(), kind.client(), shop.queue(), group, bodies);
    }

    private static void sendDelayed(Workshop shop, String group, String body) throws JMSException {
        try (Connection connection = JmsClients.connect(shop.broker(), Client.CORE);
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(session.createQueue(shop.queue()))) {
            producer.setDeliveryDelay(DELAY.toMillis());
            producer.send(GroupedProducer.message(session, group, body));
        }
    }

    /** Gives one message back as failed in a way that the broker is told of. */
    private static void fail(Worker worker, Received message) throws Exception {
        Settlement settlement = WorkerAbilities.isTransacted(worker.kind()) ? Settlement.ROLL_BACK : Settlement.FAIL;
        ((Ability.Can) WorkerAbilities.of(worker.kind(), settlement)).action().settle(worker, message);
    }

    private static Duration since(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private static List<String> bodies(List<String> summaries) {
        return summaries.stream()
                .map(summary -> summary.substring(0, summary.indexOf('#')))
                .toList();
    }

    /** Asks for a new visibility timeout of a message in flight, and after zero for a delay too. */
    private static void change(Workshop shop, Received message, int seconds, long retryDelayMillis) throws Exception {
        Object handle =
                message.properties().getOrDefault("ack", message.properties().get("sluice_receipt_handle"));
        Map<String, Object> fields = new HashMap<>();
        fields.put("queue", shop.queue());
        fields.put("visibilityTimeout", seconds);
        fields.put(handle == null ? "messageId" : "receiptHandle", handle == null ? message.messageId() : handle);
        if (retryDelayMillis > 0) {
            fields.put("retryDelay", retryDelayMillis);
        }
        try (ControlClient control = new ControlClient(shop.broker(), Client.CORE)) {
            assertThat(control.ask(ACTION, fields).status()).isEqualTo("200");
        }
    }

    private static void acknowledgeLate(Worker worker, Received message) {
        try {
            worker.acknowledge(message);
        } catch (SettlementRefused refused) {
            assertThat(worker.kind().acknowledgement()).isEqualTo(Acknowledgement.TRANSACTED);
        }
    }

    // ---- after a delay --------------------------------------------------------------------------------------------

    @ParameterizedTest
    @MethodSource("ableToFail")
    void whatFailedKeepsItsGroupWaitingForTheRetryDelayAndNoOther(WorkerKind kind) throws Exception {
        try (Workshop shop = shop(BROKER, "slow.block")) {
            // Given
            send(shop, kind, "a", "a1", "a2", "a3");
            Worker worker = shop.open(kind);
            Received held = worker.receive();
            long begin = System.nanoTime();
            // When
            fail(worker, held);
            shop.dismiss(worker);
            send(shop, kind, "a", "a4");
            send(shop, kind, "b", "b1");
            // Then
            Worker other = shop.open(kind.colleague());
            assertThat(shop.finish(other, 1)).containsExactly("b1#1");
            assertThat(shop.finish(other, 1)).containsExactly("a1#2");
            assertThat(since(begin)).isGreaterThan(NEARLY);
            assertThat(bodies(shop.finish(other, 3))).containsExactly("a2", "a3", "a4");
            shop.awaitEmpty();
            shop.assertNobodyWasHarmed();
        }
    }

    @ParameterizedTest
    @MethodSource("ableToFail")
    void aGroupStepsOverWhatWaitsForItsRetryDelay(WorkerKind kind) throws Exception {
        try (Workshop shop = shop(BROKER, "slow.step")) {
            // Given
            send(shop, kind, "a", "a1");
            Worker worker = shop.open(kind);
            Received held = worker.receive();
            long begin = System.nanoTime();
            // When
            fail(worker, held);
            shop.dismiss(worker);
            send(shop, kind, "a", "a2", "a3");
            // Then
            assertThat(bodies(shop.finish(shop.open(kind.colleague()), 3))).containsExactly("a2", "a3", "a1");
            assertThat(since(begin)).isGreaterThan(NEARLY);
            shop.awaitEmpty();
            shop.assertNobodyWasHarmed();
        }
    }

    @ParameterizedTest
    @MethodSource("ableToFailOne")
    void whatIsDeliveredBehindADelayedMessageMayBeSettledFirstIfTheQueueStepsOver(WorkerKind kind) throws Exception {
        try (Workshop shop = shop(BROKER, "slow.step")) {
            // Given
            send(shop, kind, "a", "a1", "a2", "a3");
            Worker worker = shop.open(kind);
            Received first = worker.receive();
            Received second = worker.receive();
            // When
            fail(worker, first);
            worker.acknowledge(second);
            // Then
            shop.awaitCount(2);
            assertThat(shop.finish(worker, 2)).containsExactly("a3#1", "a1#2");
            shop.awaitEmpty();
            shop.assertNobodyWasHarmed();
        }
    }

    @Test
    void severalDelayedMessagesComeInTheirOrderWhenTheirTimeHasCome() throws Exception {
        try (Workshop blocking = shop(BROKER, "block");
                Workshop stepping = shop(BROKER, "step")) {
            for (Workshop shop : List.of(blocking, stepping)) {
                // Given
                sendDelayed(shop, "a", "a1");
                send(shop, Workshop.AMQP, "a", "a2");
                sendDelayed(shop, "a", "a3");
                // When
                send(shop, Workshop.AMQP, "a", "a4");
            }
            // Then
            Worker stepper = stepping.open(Workshop.AMQP);
            assertThat(stepping.finish(stepper, 4)).containsExactly("a2#1", "a4#1", "a1#1", "a3#1");
            assertThat(blocking.finish(blocking.open(Workshop.AMQP), 4))
                    .containsExactly("a1#1", "a2#1", "a3#1", "a4#1");
        }
    }

    @Test
    void theDelayOfTheQueueKeepsTheOrderInBothModes() {
        try (Workshop blocking = shop(BROKER, "later.block");
                Workshop stepping = shop(BROKER, "later.step")) {
            for (Workshop shop : List.of(blocking, stepping)) {
                // Given
                long begin = System.nanoTime();
                // When
                send(shop, Workshop.AMQP, "a", "a1", "a2", "a3");
                // Then
                Worker worker = shop.open(Workshop.AMQP);
                assertThat(shop.finish(worker, 3)).containsExactly("a1#1", "a2#1", "a3#1");
                assertThat(since(begin)).isGreaterThan(NEARLY);
            }
        }
    }

    @Test
    void theOrderOutlastsARestartWhileAMessageIsDelayedAndSoDoesTheDelayOfACoreMessage() throws Exception {
        Duration delay = Duration.ofSeconds(5);
        WorkerKind core = new WorkerKind(Client.CORE, Acknowledgement.INDIVIDUAL);
        try (EmbeddedBroker broker = broker(delay).start();
                Workshop failing = shop(broker, "slow.block");
                Workshop asking = shop(broker, "block");
                Workshop stepping = shop(broker, "slow.step");
                Workshop amqp = shop(broker, "slow.block")) {
            // Given
            long begin = System.nanoTime();
            for (Workshop shop : List.of(failing, asking, stepping, amqp)) {
                WorkerKind kind = shop == amqp ? Workshop.AMQP : core;
                send(shop, kind, "a", "a1");
                Worker worker = shop.open(kind);
                Received held = worker.receive();
                if (shop == asking) {
                    change(shop, held, 0, delay.toMillis());
                } else {
                    fail(worker, held);
                }
                shop.dismiss(worker);
                send(shop, kind, "a", "a2", "a3");
            }
            // When
            broker.restart();
            // Then
            try (Worker first = Worker.open(broker, Workshop.AMQP, failing.queue());
                    Worker second = Worker.open(broker, Workshop.AMQP, asking.queue());
                    Worker third = Worker.open(broker, Workshop.AMQP, stepping.queue());
                    Worker fourth = Worker.open(broker, Workshop.AMQP, amqp.queue())) {
                assertThat(failing.finish(first, 3)).containsExactly("a1#2", "a2#1", "a3#1");
                assertThat(since(begin)).isGreaterThan(delay.minusMillis(100));
                assertThat(asking.finish(second, 3)).containsExactly("a1#2", "a2#1", "a3#1");
                assertThat(stepping.finish(third, 3)).containsExactlyInAnyOrder("a1#2", "a2#1", "a3#1");
                assertThat(amqp.finish(fourth, 3)).containsExactly("a1#2", "a2#1", "a3#1");
            }
        }
    }

    // ---- at once --------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @MethodSource("ableToFailOne")
    void whatFailsWithoutADelayCallsBackWhatWasDeliveredBehindItInBothModes(WorkerKind kind) throws Exception {
        try (Workshop blocking = shop(BROKER, "block");
                Workshop stepping = shop(BROKER, "step")) {
            for (Workshop shop : List.of(blocking, stepping)) {
                // Given
                send(shop, kind, "a", "a1", "a2", "a3");
                Worker worker = shop.open(kind);
                Received first = worker.receive();
                Received second = worker.receive();
                worker.receive();
                // When
                fail(worker, first);
                acknowledgeLate(worker, second);
                // Then
                shop.assertCountStays(3);
                shop.dismiss(worker);
                assertThat(shop.finish(shop.open(kind), 3)).containsExactly("a1#2", "a2#1", "a3#1");
                shop.awaitEmpty();
            }
        }
    }

    @Test
    void whatRunsOutAloneCallsBackWhatWasDeliveredBehindItInBothModes() {
        try (Workshop blocking = shop(BROKER, "short.block");
                Workshop stepping = shop(BROKER, "short.step")) {
            for (Workshop shop : List.of(blocking, stepping)) {
                // Given
                send(shop, Workshop.AMQP, "a", "a1", "a2", "a3");
                Worker worker = shop.open(Workshop.AMQP);
                worker.receive();
                Received second = worker.receive();
                Received third = worker.receive();
                worker.acknowledge(second);
                Worker other = shop.open(Workshop.AMQP);
                // When
                Received again = other.receive();
                worker.acknowledge(third);
                // Then
                assertThat(again.summary()).isEqualTo("a1#2");
                shop.assertCountStays(2);
                other.acknowledge(again);
                assertThat(shop.finish(other, 1)).containsExactly("a3#1");
                shop.awaitEmpty();
                shop.assertNobodyWasHarmed();
            }
        }
    }

    // ---- on request -----------------------------------------------------------------------------------------------

    @ParameterizedTest
    @MethodSource("individual")
    void aTimeoutOfZeroReturnsTheMessageAndWhatWasDeliveredBehindItAtOnce(WorkerKind kind) throws Exception {
        try (Workshop shop = shop(BROKER, "block")) {
            // Given
            send(shop, kind, "a", "a1", "a2", "a3");
            Worker worker = shop.open(kind);
            Received held = worker.receive();
            shop.awaitInFlight(3);
            Worker other = shop.open(kind);
            // When
            change(shop, held, 0, 0);
            // Then
            assertThat(shop.finish(other, 3)).containsExactly("a1#2", "a2#1", "a3#1");
            shop.awaitEmpty();
            shop.assertNobodyWasHarmed();
        }
    }

    @ParameterizedTest
    @MethodSource("individual")
    void anExtensionKeepsTheGroupWithItsOwner(WorkerKind kind) throws Exception {
        try (Workshop shop = shop(BROKER, "short.block")) {
            // Given
            send(shop, kind, "a", "a1", "a2");
            Worker worker = shop.open(kind);
            Received held = worker.receive();
            // When
            change(shop, held, 30, 0);
            // Then
            assertThat(shop.open(kind).receive(Duration.ofMillis(1800))).isEmpty();
            worker.acknowledge(held);
            assertThat(shop.finish(worker, 1)).containsExactly("a2#1");
            shop.awaitEmpty();
            shop.assertNobodyWasHarmed();
        }
    }

    @Test
    void anExtensionOfALaterMessageDoesNotKeepItWhenAnEarlierOneReturns() throws Exception {
        try (Workshop shop = shop(BROKER, "short.block")) {
            // Given
            send(shop, Workshop.AMQP, "a", "a1", "a2");
            Worker worker = shop.open(Workshop.AMQP);
            worker.receive();
            Received later = worker.receive();
            // When
            change(shop, later, 30, 0);
            // Then
            assertThat(shop.finish(shop.open(Workshop.AMQP), 2)).containsExactly("a1#2", "a2#1");
            worker.acknowledge(later);
            shop.assertNobodyWasHarmed();
        }
    }

    @ParameterizedTest
    @MethodSource("individual")
    void aRetryDelayOnRequestKeepsTheGroupWaiting(WorkerKind kind) throws Exception {
        try (Workshop shop = shop(BROKER, "block")) {
            // Given
            send(shop, kind, "a", "a1", "a2");
            Worker worker = shop.open(kind);
            Received held = worker.receive();
            shop.awaitInFlight(2);
            Worker other = shop.open(kind);
            long begin = System.nanoTime();
            // When
            change(shop, held, 0, DELAY.toMillis());
            // Then
            assertThat(shop.finish(other, 2)).containsExactly("a1#2", "a2#1");
            assertThat(since(begin)).isGreaterThan(NEARLY);
            shop.awaitEmpty();
            shop.assertNobodyWasHarmed();
        }
    }

    @Test
    void aRetryDelayOnRequestLeavesTheRestOfTheGroupWithItsOwnerIfTheQueueStepsOver() throws Exception {
        try (Workshop shop = shop(BROKER, "step")) {
            // Given
            send(shop, Workshop.AMQP, "a", "a1", "a2");
            Worker worker = shop.open(Workshop.AMQP);
            Received held = worker.receive();
            Received second = worker.receive();
            // When
            change(shop, held, 0, DELAY.toMillis());
            // Then
            Worker other = shop.open(Workshop.AMQP);
            assertThat(other.receive(QUIET)).isEmpty();
            worker.acknowledge(second);
            shop.awaitCount(1);
            assertThat(shop.firstToReceive(other, worker).message().summary()).isEqualTo("a1#2");
        }
    }

    @Test
    void aRetryDelayOnRequestWinsOverTheRedeliveryDelayOfTheAddress() throws Exception {
        try (Workshop shop = shop(BROKER, "slow.block")) {
            // Given
            send(shop, Workshop.AMQP, "a", "a1");
            Worker worker = shop.open(Workshop.AMQP);
            Received held = worker.receive();
            long begin = System.nanoTime();
            // When
            change(shop, held, 0, DELAY.multipliedBy(2).toMillis());
            // Then
            assertThat(worker.receive().summary()).isEqualTo("a1#2");
            assertThat(since(begin)).isGreaterThan(DELAY.multipliedBy(2).minusMillis(100));
        }
    }
}
