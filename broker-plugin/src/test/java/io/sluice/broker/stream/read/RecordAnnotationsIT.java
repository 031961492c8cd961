package io.sluice.broker.stream.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import io.sluice.broker.fixture.WorkerKind.Acknowledgement;
import io.sluice.broker.fixture.WorkerKind.Client;
import java.util.Date;
import java.util.Map;
import java.util.TreeMap;
import org.apache.qpid.jms.message.JmsMessage;
import org.apache.qpid.protonj2.client.Delivery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a record says about itself in the annotations of AMQP, with their types, and in the properties of all clients. */
class RecordAnnotationsIT {

    private static final WorkerKind CORE = new WorkerKind(Client.CORE, Acknowledgement.INDIVIDUAL);
    private static final WorkerKind QPID_JMS = new WorkerKind(Client.QPID_JMS, Acknowledgement.INDIVIDUAL);
    private static final WorkerKind AMQP = new WorkerKind(Client.PROTONJ2, Acknowledgement.INDIVIDUAL);

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            streams:
              telemetry: { consumerGroups: { dashboard: { startPosition: TRIM_HORIZON } } }
            """);

    private static Map<String, Object> annotations(Received record) throws Exception {
        Map<String, Object> annotations = new TreeMap<>();
        ((Delivery) record.original()).message().forEachAnnotation(annotations::put);
        return annotations;
    }

    @Test
    void anAmqpClientReadsNumberKeyAndTimeInAnnotationsAndOthersInPropertiesOnly() throws Exception {
        // Given
        Puts.put(BROKER, "telemetry", 0, "record", 0, 1);

        // When
        Map<String, Object> annotations;
        Object number;
        try (Worker worker = Worker.open(BROKER, AMQP, "telemetry::dashboard")) {
            Received record = worker.receive();
            annotations = annotations(record);
            number = record.properties().get("sluice_sequence_number");
        }
        Object time;
        Received over;
        try (Worker worker = Worker.open(BROKER, QPID_JMS, "telemetry::dashboard")) {
            over = worker.receive();
            time = ((JmsMessage) over.original()).getFacade().getTracingAnnotation("x-opt-enqueued-time");
        }
        Received plain;
        try (Worker worker = Worker.open(BROKER, CORE, "telemetry::dashboard")) {
            plain = worker.receive();
            worker.acknowledge(plain);
        }

        // Then
        assertThat(annotations)
                .containsEntry("x-opt-sequence-number", number)
                .containsEntry("x-opt-partition-key", "key-0")
                .containsEntry("x-opt-enqueued-time", plain.properties().get("sluice_arrival_timestamp"));
        assertThat(number).asString().matches("1\\d{29}");
        assertThat(time).isEqualTo(new Date((Long) over.properties().get("sluice_arrival_timestamp")));
        assertThat(plain.body()).isEqualTo(over.body());
        assertThat(plain.properties().keySet()).noneMatch(name -> name.contains("x-opt"));
    }
}
