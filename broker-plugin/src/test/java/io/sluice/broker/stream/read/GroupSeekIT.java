package io.sluice.broker.stream.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.artemis.stream.read.StreamReaders;
import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import io.sluice.broker.fixture.WorkerKind.Acknowledgement;
import io.sluice.broker.fixture.WorkerKind.Client;
import io.sluice.broker.stream.StartPosition;
import io.sluice.broker.stream.group.ShardLag;
import java.lang.reflect.Field;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A group that is sent elsewhere reads again, or goes ahead, and tells how far it is behind. */
class GroupSeekIT {

    private static final WorkerKind CORE = new WorkerKind(Client.CORE, Acknowledgement.INDIVIDUAL);

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            streams:
              telemetry: { consumerGroups: { archive: { startPosition: TRIM_HORIZON } } }
            """);

    private static StreamReaders readers() throws ReflectiveOperationException {
        for (Object plugin : BROKER.server().getBrokerPlugins()) {
            if (plugin.getClass().getSimpleName().equals("SluiceBroker")) {
                Field readers = plugin.getClass().getDeclaredField("readers");
                readers.setAccessible(true);
                return (StreamReaders) readers.get(plugin);
            }
        }
        throw new IllegalStateException("the broker is without Sluice");
    }

    private static List<String> receive(Worker worker, int count) {
        List<String> bodies = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Received next = worker.receive();
            bodies.add(next.body());
            worker.acknowledge(next);
        }
        return bodies;
    }

    @Test
    void aReplayFromATimeGivesTheSameRecordsInTheSameOrder() throws Exception {
        // Given
        List<String> bodies = Puts.put(BROKER, "telemetry", 0, "record", 0, 10);
        try (Worker worker = Worker.open(BROKER, CORE, "telemetry::archive")) {
            assertThat(receive(worker, 10)).isEqualTo(bodies);

            // When
            readers().seek("telemetry", "archive", new StartPosition.AtTimestamp(Instant.EPOCH));
            List<String> again = receive(worker, 4);
            readers().seek("telemetry", "archive", StartPosition.LATEST);
            List<String> later = Puts.put(BROKER, "telemetry", 0, "later", 0, 2);

            // Then
            assertThat(again).isEqualTo(bodies.subList(0, 4));
            assertThat(skipTo("later-0-0", worker)).isEqualTo(later);
        }
        assertThat(readers().lags("telemetry", "archive"))
                .extracting(ShardLag::records)
                .containsExactly(0L);
    }

    /** What its client had in its buffer when the group was sent elsewhere is the application's still. */
    private static List<String> skipTo(String body, Worker worker) {
        List<String> bodies = receive(worker, 1);
        while (!bodies.get(0).equals(body)) {
            bodies = receive(worker, 1);
        }
        bodies.addAll(receive(worker, 1));
        return bodies;
    }
}
