package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import io.sluice.broker.fixture.WorkerKind.Client;
import io.sluice.broker.fixture.WorkerOptions;
import java.util.List;
import java.util.Map;
import org.apache.activemq.artemis.core.security.Role;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A move task may do no more than the user who started it. */
class MoveTaskRightsIT {

    private static final WorkerKind CORE = new WorkerKind(Client.CORE, WorkerKind.Acknowledgement.INDIVIDUAL);

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            queues:
              open: { redrivePolicy: { deadLetterQueue: dlq, maxReceiveCount: 1 } }
              guarded: { redrivePolicy: { deadLetterQueue: dlq, maxReceiveCount: 1 } }
              dlq: {}
              dlq-of-others: {}
              others: { redrivePolicy: { deadLetterQueue: dlq-of-others, maxReceiveCount: 1 } }
            """)
            .withUser("owner", "o", "owners")
            .withUser("worker", "w", "workers")
            .withRights("#", role("owners", true, true), role("workers", true, true))
            .withRights("guarded", role("owners", true, true), role("workers", false, true))
            .withRights("dlq-of-others", role("owners", true, true), role("workers", true, false));

    private static Role role(String name, boolean send, boolean consume) {
        return new Role(name, send, consume, true, true, true, true, false, true, true, true);
    }

    private static void deadLetter(String queue) throws Exception {
        try (Worker owner = Worker.open(BROKER, CORE, "dlq", WorkerOptions.DEFAULT.loggedInAs("owner", "o"))) {
            owner.send(queue, "m-" + queue);
        }
        long before = BROKER.messageCount("dlq");
        await().atMost(Worker.PATIENCE).until(() -> BROKER.messageCount(queue) == 1);
        BROKER.deadLetterAll(queue, "dlq", before + 1);
    }

    @AfterEach
    void cleanUp() throws Exception {
        for (String queue : List.of("open", "guarded", "dlq")) {
            BROKER.queue(queue).deleteAllReferences();
        }
    }

    @Test
    void leavesAMessageWhoseSourceTheUserMayNotSendTo() throws Exception {
        // Given
        deadLetter("open");
        deadLetter("guarded");
        try (MoveTaskClient worker = new MoveTaskClient(BROKER, "worker", "w")) {
            // When
            MoveTaskClient.Task task = worker.run(Map.of("source", "dlq"));
            // Then
            assertThat(task.text("startedBy")).isEqualTo("worker");
            assertThat(task.counts("destinations")).containsExactly(entry("open", 1L));
            assertThat(task.counts("staying")).containsExactly(entry("AccessDenied", 1L));
            assertThat(BROKER.messageCount("guarded")).isZero();
        }
    }

    @Test
    void movesItForAUserWhoMay() throws Exception {
        // Given
        deadLetter("guarded");
        try (MoveTaskClient owner = new MoveTaskClient(BROKER, "owner", "o")) {
            // When
            MoveTaskClient.Task task = owner.run(Map.of("source", "dlq"));
            // Then
            assertThat(task.moved()).isEqualTo(1);
            assertThat(BROKER.messageCount("guarded")).isEqualTo(1);
        }
    }

    @Test
    void refusesASourceOrDestinationThatTheUserMayNotUse() throws Exception {
        try (MoveTaskClient worker = new MoveTaskClient(BROKER, "worker", "w");
                MoveTaskClient owner = new MoveTaskClient(BROKER, "owner", "o")) {
            // Given
            deadLetter("open");
            String handle = owner.start(Map.of("source", "dlq-of-others", "dryRun", true));
            // When
            ControlClient.Reply source = worker.ask("StartMessageMoveTask", Map.of("source", "dlq-of-others"));
            ControlClient.Reply list = worker.ask("ListMessageMoveTasks", Map.of("source", "dlq-of-others"));
            ControlClient.Reply cancel = worker.cancel(handle);
            ControlClient.Reply destination =
                    worker.ask("StartMessageMoveTask", Map.of("source", "dlq", "destination", "guarded"));
            // Then
            assertThat(source.status()).isEqualTo("AccessDenied");
            assertThat(list.status()).isEqualTo("AccessDenied");
            assertThat(cancel.status()).isEqualTo("AccessDenied");
            assertThat(destination.status()).isEqualTo("AccessDenied");
            assertThat(BROKER.messageCount("dlq")).isEqualTo(1);
        }
    }
}
