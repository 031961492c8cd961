package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.MqttOptions;
import io.sluice.broker.fixture.MqttWorker;
import io.sluice.broker.fixture.ProtonWorker;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.Worker;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The leases of a queue whose consumers speak MQTT: both versions, both levels that acknowledge, shared or not. */
@Execution(ExecutionMode.CONCURRENT)
class MqttIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            queues:
              "expiring.#":
                visibilityTimeout: 1s
                maxInFlightPerConsumer: unlimited
                redrivePolicy: { deadLetterQueue: mqtt-dlq, maxReceiveCount: 10 }
              "long.#":
                visibilityTimeout: 30s
                maxInFlightPerConsumer: unlimited
                redrivePolicy: { deadLetterQueue: mqtt-dlq, maxReceiveCount: 10 }
              "twice.#":
                visibilityTimeout: 1s
                redrivePolicy: { deadLetterQueue: mqtt-dlq, maxReceiveCount: 2 }
              mqtt-dlq: { retention: 14d }
            """);

    static Stream<MqttOptions> clients() {
        return Stream.of(3, 5)
                .flatMap(version -> Stream.of(MqttQos.AT_LEAST_ONCE, MqttQos.EXACTLY_ONCE)
                        .map(qos -> MqttOptions.of(version, qos)));
    }

    static Stream<MqttOptions> clientsThatCanRefuse() {
        return clients().filter(options -> options.version() == 5);
    }

    private static MqttWorker open(Workshop shop, MqttOptions options) {
        return MqttWorker.subscribe(BROKER.port(), options, "$share/workers/" + MqttWorker.topicOf(shop.queue()));
    }

    private static MqttOptions another(MqttOptions options) {
        return MqttOptions.of(options.version(), options.qos());
    }

    /** Artemis may send the first message before it accepts the connection; clients then connect once more. */
    private static MqttWorker connectAgain(MqttOptions options) {
        return await().ignoreExceptions()
                .until(() -> MqttWorker.connect(BROKER.port(), options, "unused"), MqttWorker::isUsable);
    }

    private static void assertUnharmed(MqttWorker worker) {
        assertThat(worker.complaints()).isEmpty();
        assertThat(worker.isUsable()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("clients")
    void deletesWhatIsAcknowledged(MqttOptions options) {
        try (Workshop shop = Workshop.at(BROKER, "long");
                MqttWorker worker = open(shop, options)) {
            // Given
            worker.send(shop.queue(), "m1");
            worker.send(shop.queue(), "m2");
            // When
            worker.acknowledge(worker.receive());
            worker.acknowledge(worker.receive());
            // Then
            shop.awaitEmpty();
            assertThat(worker.history()).extracting(MqttIT::body).containsExactly("m1", "m2");
            assertUnharmed(worker);
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void givesWhatAHungWorkerHoldsToAnotherOfTheSameShare(MqttOptions options) {
        try (Workshop shop = Workshop.at(BROKER, "expiring");
                MqttWorker hung = open(shop, options)) {
            // Given
            List.of("m1", "m2", "m3").forEach(body -> hung.send(shop.queue(), body));
            Received held = hung.receive();
            shop.awaitInFlight(3);
            // When
            try (MqttWorker healthy = open(shop, another(options))) {
                List<String> done = shop.finish(healthy, 3);
                // Then
                assertThat(done).extracting(MqttIT::body).containsExactlyInAnyOrder("m1", "m2", "m3");
                hung.acknowledge(held);
                shop.awaitEmpty();
                assertUnharmed(hung);
                assertUnharmed(healthy);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void honoursALateAcknowledgementOfAMessageThatNobodyElseReceived(MqttOptions options) {
        try (Workshop shop = Workshop.at(BROKER, "expiring");
                MqttWorker slow = open(shop, options)) {
            // Given
            slow.send(shop.queue(), "m1");
            Received message = slow.receive();
            Workshop.letPass(TIMEOUT.plusMillis(500));
            // When
            slow.acknowledge(message);
            // Then
            shop.awaitEmpty();
            assertUnharmed(slow);
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void ignoresALateAcknowledgementOfAMessageThatAnotherHas(MqttOptions options) {
        try (Workshop shop = Workshop.at(BROKER, "expiring");
                MqttWorker slow = open(shop, options)) {
            // Given
            slow.send(shop.queue(), "m1");
            Received message = slow.receive();
            ProtonWorker owner = (ProtonWorker) shop.open(Workshop.AMQP);
            Received owned = owner.receive();
            // When
            slow.acknowledge(message);
            // Then
            assertThat(owned.summary()).isEqualTo("m1#2");
            shop.assertCountStays(1);
            owner.acknowledge(owned);
            shop.awaitEmpty();
            assertUnharmed(slow);
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void deliversAgainToAWorkerThatIsAloneUnderAPacketIdentifierOfItsOwn(MqttOptions options) {
        try (Workshop shop = Workshop.at(BROKER, "expiring");
                MqttWorker alone = open(shop, options)) {
            // Given
            alone.send(shop.queue(), "m1");
            Received first = alone.receive();
            Received again = alone.receive();
            // When
            alone.acknowledge(first);
            alone.acknowledge(again);
            // Then
            shop.awaitEmpty();
            assertUnharmed(alone);
            alone.send(shop.queue(), "m2");
            alone.acknowledge(alone.receive());
            shop.awaitEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void countsOnlyTheOldestMessageOfAConnectionThatDies(MqttOptions options) {
        try (Workshop shop = Workshop.at(BROKER, "long");
                MqttWorker worker = open(shop, options)) {
            // Given
            List.of("m1", "m2", "m3").forEach(body -> worker.send(shop.queue(), body));
            worker.receive();
            shop.awaitInFlight(3);
            // When
            worker.cut();
            shop.awaitConsumers(0);
            // Then
            assertThat(shop.finish(shop.open(Workshop.AMQP), 3)).containsExactly("m1#2", "m2#1", "m3#1");
            shop.awaitEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void countsNothingOfAClientThatSaysDisconnect(MqttOptions options) {
        try (Workshop shop = Workshop.at(BROKER, "long");
                MqttWorker worker = open(shop, options)) {
            // Given
            List.of("m1", "m2", "m3").forEach(body -> worker.send(shop.queue(), body));
            worker.receive();
            shop.awaitInFlight(3);
            // When
            worker.close();
            shop.awaitConsumers(0);
            // Then
            assertThat(shop.finish(shop.open(Workshop.AMQP), 3)).containsExactly("m1#1", "m2#1", "m3#1");
            shop.awaitEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void countsNothingOfASubscriptionThatIsGivenUp(MqttOptions options) {
        try (Workshop shop = Workshop.at(BROKER, "long");
                MqttWorker worker = open(shop, options)) {
            // Given
            worker.send(shop.queue(), "m1");
            worker.receive();
            // When
            worker.closeConsumer();
            shop.awaitConsumers(0);
            // Then
            assertThat(shop.finish(shop.open(Workshop.AMQP), 1)).containsExactly("m1#1");
            shop.awaitEmpty();
            assertUnharmed(worker);
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void deliversAgainToAPersistentSessionThatComesBack(MqttOptions anyClient) {
        MqttOptions options = anyClient.inPersistentSession();
        try (Workshop shop = Workshop.at(BROKER, "long");
                MqttWorker before = open(shop, options)) {
            // Given
            before.send(shop.queue(), "m1");
            before.receive();
            before.cut();
            shop.awaitConsumers(0);
            // When
            try (MqttWorker after = connectAgain(options)) {
                Received again = after.receive();
                after.acknowledge(again);
                // Then
                assertThat(again.body()).isEqualTo("m1");
                shop.awaitEmpty();
                assertUnharmed(after);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("clientsThatCanRefuse")
    void sendsWhatAClientRefusesToTheDeadLetterQueueAtOnce(MqttOptions options) {
        try (Workshop shop = Workshop.at(BROKER, "long");
                MqttWorker worker = open(shop, options)) {
            // Given
            String poison = "poison-" + UUID.randomUUID();
            worker.send(shop.queue(), poison);
            worker.send(shop.queue(), "m2");
            // When
            worker.refuse(worker.receive());
            worker.acknowledge(worker.receive());
            // Then
            List<Received> dead = shop.awaitDeadLetters("mqtt-dlq", 1);
            assertThat(dead.get(0).body()).isEqualTo(poison);
            assertThat(dead.get(0).properties()).containsEntry("sluice_dead_letter_reason", "Rejected");
            shop.awaitEmpty();
            assertUnharmed(worker);
        }
    }

    @ParameterizedTest
    @MethodSource("clientsThatCanRefuse")
    void ignoresALateRefusalOfAMessageThatAnotherHas(MqttOptions options) {
        try (Workshop shop = Workshop.at(BROKER, "expiring");
                MqttWorker slow = open(shop, options)) {
            // Given
            slow.send(shop.queue(), "m1");
            Received message = slow.receive();
            Worker owner = shop.open(Workshop.AMQP);
            Received owned = owner.receive();
            // When
            slow.refuse(message);
            // Then
            shop.assertCountStays(1);
            assertThat(shop.deadLetters("mqtt-dlq")).isEmpty();
            owner.acknowledge(owned);
            shop.awaitEmpty();
            assertUnharmed(slow);
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void movesAMessageThatWasReceivedTooOften(MqttOptions options) {
        try (Workshop shop = Workshop.at(BROKER, "twice");
                MqttWorker hung = open(shop, options)) {
            // Given
            hung.send(shop.queue(), "m1");
            hung.receive();
            // When
            Received again = hung.receive();
            // Then
            List<Received> dead = shop.awaitDeadLetters("mqtt-dlq", 1);
            assertThat(List.of(again.body(), dead.get(0).body())).containsOnly("m1");
            assertThat(dead.get(0).properties()).containsEntry("sluice_dead_letter_reason", "MaxReceiveCountExceeded");
            shop.awaitEmpty();
            assertUnharmed(hung);
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void neverSendsMoreThanTheClientTakesAtOnce(MqttOptions anyClient) {
        MqttOptions options = anyClient.receivingAtMost(2);
        try (Workshop shop = Workshop.at(BROKER, "long");
                MqttWorker worker = open(shop, options)) {
            // Given
            for (int i = 0; i < 6; i++) {
                worker.send(shop.queue(), "m" + i);
            }
            // When
            List<Received> first = Stream.generate(worker::receive).limit(2).toList();
            // Then
            Optional<Received> third =
                    options.version() == 5 ? worker.receive(Duration.ofMillis(200)) : Optional.empty();
            assertThat(third).isEmpty();
            worker.acknowledgeAll(first);
            shop.finish(worker, 4);
            shop.awaitEmpty();
            assertUnharmed(worker);
        }
    }

    private static String body(String summary) {
        return summary.substring(0, summary.indexOf('#'));
    }
}
