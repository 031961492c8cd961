package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import io.sluice.broker.fixture.WorkerOptions;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.apache.activemq.artemis.core.security.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A control request may do no more than the user who sends it. */
class ControlRightsIT {

    private static final String ACTION = "ChangeMessageVisibility";
    private static final String QUEUE = "guarded";
    private static final WorkerOptions WORKER = WorkerOptions.DEFAULT.loggedInAs("worker", "w");

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            queues:
              guarded: { visibilityTimeout: 60s, maxInFlightPerConsumer: unlimited }
            """)
            .withUser("worker", "w", "workers")
            .withUser("stranger", "s", "strangers")
            .withRights("#", role("workers", true, true), role("strangers", true, true))
            .withRights(QUEUE, role("workers", true, true), role("strangers", true, false));

    private static Role role(String name, boolean send, boolean consume) {
        return new Role(name, send, consume, consume, consume, consume, consume, false, consume, consume, consume);
    }

    private static Map<String, Object> returnNow(Received message) {
        return Map.of("queue", QUEUE, "messageId", Objects.requireNonNull(message.messageId()), "visibilityTimeout", 0);
    }

    @ParameterizedTest
    @EnumSource(
            value = WorkerKind.Client.class,
            names = {"CORE", "QPID_JMS"})
    void refusesACallerWhoMayNotReceiveFromTheQueue(WorkerKind.Client client) throws Exception {
        WorkerKind kind = new WorkerKind(client, WorkerKind.Acknowledgement.INDIVIDUAL);
        try (Worker worker = Worker.open(BROKER, kind, QUEUE, WORKER);
                ControlClient stranger = new ControlClient(BROKER, client, "stranger", "s")) {
            // Given
            worker.send(QUEUE, "m1");
            Received held = worker.receive();
            // When
            ControlClient.Reply reply = stranger.ask(ACTION, returnNow(held));
            // Then
            assertThat(reply.status()).isEqualTo("AccessDenied");
            try (Worker other = Worker.open(BROKER, kind, QUEUE, WORKER)) {
                assertThat(other.receive(Duration.ofMillis(300))).isEmpty();
            }
            worker.acknowledge(held);
        }
    }

    @Test
    void servesACallerWhoMayReceiveFromTheQueue() throws Exception {
        WorkerKind kind = new WorkerKind(WorkerKind.Client.CORE, WorkerKind.Acknowledgement.INDIVIDUAL);
        try (Worker worker = Worker.open(BROKER, kind, QUEUE, WORKER);
                Worker other = Worker.open(BROKER, kind, QUEUE, WORKER);
                ControlClient control = new ControlClient(BROKER, WorkerKind.Client.CORE, "worker", "w")) {
            // Given
            worker.send(QUEUE, "m1");
            Received held = worker.receive(Duration.ofMillis(500)).orElseGet(other::receive);
            // When
            ControlClient.Reply reply = control.ask(ACTION, returnNow(held));
            // Then
            assertThat(reply.status()).isEqualTo("200");
        }
    }
}
