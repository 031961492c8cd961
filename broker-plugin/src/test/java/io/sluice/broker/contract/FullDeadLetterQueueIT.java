package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.Worker;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A dead-letter queue that takes nothing loses nothing: what belongs there waits until there is room. */
class FullDeadLetterQueueIT {

    private static final String FILLER = "x".repeat(2_000);

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            queues:
              "poisoned.#":
                visibilityTimeout: 500ms
                redrivePolicy: { deadLetterQueue: full-dlq, maxReceiveCount: 1 }
              full-dlq: { retention: 14d }
            """)
            .with(
                    "full-dlq",
                    new AddressSettings()
                            .setMaxSizeBytes(1_000)
                            .setPageSizeBytes(500)
                            .setAddressFullMessagePolicy(AddressFullMessagePolicy.FAIL));

    @Test
    void aMessageThatWasReceivedTooOftenWaitsForRoom() {
        try (Workshop shop = Workshop.at(BROKER, "poisoned");
                Workshop grave = Workshop.on(BROKER, "full-dlq")) {
            // Given
            grave.send(Workshop.AMQP, FILLER);
            shop.send(Workshop.AMQP, "m1");
            Worker hung = shop.open(Workshop.AMQP);
            Received only = hung.receive();
            // When
            shop.awaitInFlight(0);
            shop.assertCountStays(1);
            Worker reader = grave.open(Workshop.AMQP);
            grave.finish(reader, 1);
            // Then
            Received dead = reader.receive();
            shop.awaitEmpty();
            assertThat(only.receiveCount()).isEqualTo(1);
            assertThat(dead.body()).isEqualTo("m1");
            assertThat(dead.properties()).containsEntry("sluice_dead_letter_reason", "MaxReceiveCountExceeded");
        }
    }
}
