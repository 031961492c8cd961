package io.sluice.broker.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.Publishers;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.WorkerKind.Client;
import java.util.Map;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.junit.jupiter.api.Test;

/** An operator deletes the queue of a subscription. */
class MissingQueueIT {

    private static void publish(EmbeddedBroker broker, String body) {
        Publishers.publish(broker, Client.CORE, "events", body, Map.of());
    }

    @Test
    void whileItIsGoneItsMessagesGoToTheDeadLetterQueueAndThenToTheNewOne() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.configuredWith("""
                topics:
                  events:
                    subscriptions:
                      one: { queue: gone, redrivePolicy: { deadLetterQueue: dead } }
                      two: { queue: stays }
                """).start()) {
            // Given
            publish(broker, "before");
            assertThat(Queues.bodies(broker, "gone", 1)).containsExactly("before");

            // When
            broker.server().destroyQueue(SimpleString.of("gone"));
            publish(broker, "meanwhile");
            broker.createQueue("gone");
            publish(broker, "after");

            // Then
            Received dead = Queues.drain(broker, "dead", 1).get(0);
            assertThat(dead.body()).isEqualTo("meanwhile");
            assertThat(dead.properties())
                    .containsEntry("sluice_dead_letter_source", "gone")
                    .containsEntry("sluice_dead_letter_reason", "QueueDoesNotExist");
            assertThat(Queues.bodies(broker, "gone", 1)).containsExactly("after");
            assertThat(Queues.bodies(broker, "stays", 3)).containsExactly("before", "meanwhile", "after");
        }
    }

    @Test
    void theTopicsAddressCanBeRemovedWhenNobodyElseIsBoundToIt() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.configuredWith("""
                topics: { events: { subscriptions: { one: { queue: q } } } }
                """).start()) {
            // When
            broker.server().removeAddressInfo(SimpleString.of("events"), null);
            publish(broker, "lost");
            broker.restart();
            publish(broker, "kept");

            // Then
            assertThat(Queues.bodies(broker, "q", 1)).containsExactly("kept");
        }
    }
}
