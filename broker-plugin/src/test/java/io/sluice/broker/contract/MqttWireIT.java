package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.MqttWire;
import io.sluice.broker.fixture.MqttWorker;
import io.sluice.broker.fixture.Worker;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What a careless MQTT client, or one whose network is gone, can do to a leased queue: nothing. */
@Execution(ExecutionMode.CONCURRENT)
class MqttWireIT {

    private static final Duration NO_KEEP_ALIVE = Duration.ZERO;

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            queues:
              "expiring.#": { visibilityTimeout: 1s, maxInFlightPerConsumer: unlimited }
              "long.#": { visibilityTimeout: 30s, maxInFlightPerConsumer: unlimited }
            """);

    private static MqttWire open(String clientId, Workshop shop) {
        return MqttWire.connect(BROKER.port(), clientId, true, NO_KEEP_ALIVE)
                .subscribe(MqttWorker.topicOf(shop.queue()));
    }

    private static String anyClientId() {
        return "wire-" + UUID.randomUUID();
    }

    @Test
    void aRepeatedAcknowledgementAndOneOfNothingAreHarmless() {
        try (Workshop shop = Workshop.at(BROKER, "long");
                MqttWire client = open(anyClientId(), shop)) {
            // Given
            shop.send(Workshop.AMQP, "m1", "m2");
            MqttWire.Publish first = client.next();
            // When
            client.puback(first.packetId());
            client.puback(first.packetId());
            client.puback(12_345);
            // Then
            assertThat(client.isAlive()).isTrue();
            shop.assertCountStays(1);
            client.puback(2);
            shop.awaitEmpty();
        }
    }

    @Test
    void aMessageThatComesBackToTheSameConnectionHasANewPacketIdentifier() {
        try (Workshop shop = Workshop.at(BROKER, "expiring");
                MqttWire client = open(anyClientId(), shop)) {
            // Given
            shop.send(Workshop.AMQP, "m1");
            MqttWire.Publish first = client.next();
            // When
            MqttWire.Publish again = client.next();
            // Then
            assertThat(first.duplicate()).isFalse();
            assertThat(again.duplicate()).isTrue();
            assertThat(again.packetId()).isNotEqualTo(first.packetId());
            client.puback(first.packetId());
            shop.awaitEmpty();
            client.puback(again.packetId());
            assertThat(client.isAlive()).isTrue();
        }
    }

    @Test
    void anAcknowledgementOfAnEarlierConnectionDoesNotTouchTheNewDelivery() {
        String clientId = anyClientId();
        try (Workshop shop = Workshop.at(BROKER, "long")) {
            // Given
            int earlier;
            try (MqttWire before = MqttWire.connect(BROKER.port(), clientId, false, NO_KEEP_ALIVE)
                    .subscribe(MqttWorker.topicOf(shop.queue()))) {
                shop.send(Workshop.AMQP, "m1");
                earlier = before.next().packetId();
            }
            shop.awaitConsumers(0);
            try (MqttWire after = MqttWire.connect(BROKER.port(), clientId, false, NO_KEEP_ALIVE)) {
                MqttWire.Publish again = after.next();
                // When
                after.puback(earlier);
                // Then
                assertThat(again.duplicate()).isTrue();
                assertThat(after.isAlive()).isTrue();
                shop.assertCountStays(1);
                after.puback(again.packetId());
                shop.awaitEmpty();
            }
        }
    }

    @Test
    void aClientThatIsSilentForLongerThanItsKeepAliveHasLostItsConnection() {
        try (Workshop shop = Workshop.at(BROKER, "long");
                MqttWire silent = MqttWire.connect(BROKER.port(), anyClientId(), true, Duration.ofSeconds(1))
                        .subscribe(MqttWorker.topicOf(shop.queue()))) {
            // Given
            shop.send(Workshop.AMQP, "m1", "m2");
            silent.next();
            shop.awaitInFlight(2);
            // When
            shop.awaitConsumers(0);
            // Then
            Worker other = shop.open(Workshop.AMQP);
            assertThat(shop.finish(other, 2)).containsExactly("m1#2", "m2#1");
            shop.awaitEmpty();
        }
    }

    @Test
    void aClientThatConnectsASecondTimeHasLostItsFirstConnection() {
        String clientId = anyClientId();
        try (Workshop shop = Workshop.at(BROKER, "long");
                MqttWire first = open(clientId, shop)) {
            // Given
            shop.send(Workshop.AMQP, "m1", "m2");
            first.next();
            shop.awaitInFlight(2);
            // When
            MqttWire.connect(BROKER.port(), clientId, true, NO_KEEP_ALIVE).close();
            shop.awaitConsumers(0);
            // Then
            Worker other = shop.open(Workshop.AMQP);
            assertThat(shop.finish(other, 2)).containsExactly("m1#2", "m2#1");
            shop.awaitEmpty();
        }
    }
}
