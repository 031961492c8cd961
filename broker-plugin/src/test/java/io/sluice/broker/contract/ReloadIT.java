package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import java.time.Duration;
import java.util.Optional;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** sluice.yaml is read again when it changes, and a bad file changes nothing. */
@Execution(ExecutionMode.CONCURRENT)
class ReloadIT {

    private static final WorkerKind KIND =
            new WorkerKind(WorkerKind.Client.CORE, WorkerKind.Acknowledgement.INDIVIDUAL);

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
}
