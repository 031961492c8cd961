package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.fixture.CuttableProxy;
import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.Producers;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import io.sluice.broker.fixture.WorkerOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.activemq.artemis.core.config.BridgeConfiguration;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.amqpBrokerConnectivity.AMQPBrokerConnectConfiguration;
import org.apache.activemq.artemis.core.config.amqpBrokerConnectivity.AMQPBrokerConnectionAddressType;
import org.apache.activemq.artemis.core.config.amqpBrokerConnectivity.AMQPBrokerConnectionElement;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A queue of Sluice whose messages Artemis itself carries on to a queue of Sluice at another broker. */
@Execution(ExecutionMode.SAME_THREAD)
class AcrossBrokersIT {

    private static final Duration GLANCE = Duration.ofMillis(500);
    private static final WorkerKind CORE =
            new WorkerKind(WorkerKind.Client.CORE, WorkerKind.Acknowledgement.INDIVIDUAL);

    /** What {@code broker.xml} calls them, and whether the way keeps what a broken connection sent twice from arriving twice. */
    enum Way {
        BRIDGE(true),
        AMQP_CONNECTION(false);

        private final boolean exactlyOnce;

        Way(boolean exactlyOnce) {
            this.exactlyOnce = exactlyOnce;
        }

        /** From the queue of this name to the one of the same name at the broker behind this port. */
        void addTo(Configuration configuration, String queue, int port) throws Exception {
            String url = "tcp://127.0.0.1:" + port;
            switch (this) {
                case BRIDGE -> {
                    configuration.addConnectorConfiguration("far", url);
                    configuration
                            .getBridgeConfigurations()
                            .add(new BridgeConfiguration("to-far")
                                    .setQueueName(queue)
                                    .setForwardingAddress(queue)
                                    .setRetryInterval(50)
                                    .setReconnectAttempts(-1)
                                    .setInitialConnectAttempts(-1)
                                    .setStaticConnectors(List.of("far")));
                }
                case AMQP_CONNECTION ->
                    configuration.addAMQPConnection(new AMQPBrokerConnectConfiguration("to-far", url)
                            .setReconnectAttempts(-1)
                            .setRetryInterval(50)
                            .addElement(new AMQPBrokerConnectionElement()
                                    .setQueueName(queue)
                                    .setType(AMQPBrokerConnectionAddressType.SENDER)));
            }
        }
    }

    private static final String YAML = """
            queues:
              audit:
                visibilityTimeout: 30s
                redrivePolicy: { deadLetterQueue: audit-dlq, maxReceiveCount: 3 }
              audit-dlq: { retention: 14d }
            """;

    @RegisterExtension
    static final EmbeddedBroker FAR = EmbeddedBroker.configuredWith(YAML);

    @ParameterizedTest
    @EnumSource
    void carriesEveryMessageOnInOrder(Way way) throws Exception {
        try (EmbeddedBroker near = nearBroker(way, FAR.port());
                Worker worker = Worker.open(FAR, CORE, "audit", WorkerOptions.DEFAULT)) {
            // Given
            List<String> bodies = numbered(200);
            // When
            Producers.send(near, WorkerKind.Client.QPID_JMS, "audit", bodies.toArray(String[]::new));
            // Then
            assertThat(take(worker, 200)).isEqualTo(bodies);
            await().untilAsserted(() -> assertThat(near.messageCount("audit")).isZero());
            assertThat(near.messageCount("audit-dlq")).isZero();
            assertThat(FAR.messageCount("audit")).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void losesNothingWhenTheNetworkBetweenTheBrokersBreaks(Way way) throws Exception {
        try (CuttableProxy network = CuttableProxy.to(FAR.port());
                EmbeddedBroker near = nearBroker(way, network.port());
                Worker worker = Worker.open(FAR, CORE, "audit", WorkerOptions.DEFAULT)) {
            // Given
            List<String> bodies = numbered(600);
            List<String> arrived = new ArrayList<>();
            // When
            for (int from = 0; from < bodies.size(); from += 100) {
                Producers.send(
                        near,
                        WorkerKind.Client.QPID_JMS,
                        "audit",
                        bodies.subList(from, from + 100).toArray(String[]::new));
                network.drop();
                arrived.addAll(take(worker, 20));
            }
            await().untilAsserted(() -> assertThat(near.messageCount("audit")).isZero());
            arrived.addAll(takeAll(worker));
            // Then
            if (way.exactlyOnce) {
                assertThat(arrived).doesNotHaveDuplicates();
            }
            assertThat(arrived).containsAll(bodies);
            assertThat(near.messageCount("audit-dlq")).isZero();
        }
    }

    private static EmbeddedBroker nearBroker(Way way, int port) throws Exception {
        return EmbeddedBroker.configuredWith(YAML)
                .with(configuration -> way.addTo(configuration, "audit", port))
                .start();
    }

    private static List<String> numbered(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> "m" + i).toList();
    }

    private static List<String> take(Worker worker, int count) {
        List<String> bodies = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Received message = worker.receive();
            bodies.add(message.body());
            worker.acknowledge(message);
        }
        return bodies;
    }

    /** All that is there once the other broker has nothing more to send. */
    private static List<String> takeAll(Worker worker) {
        List<String> bodies = new ArrayList<>();
        for (Optional<Received> next = worker.receive(GLANCE); next.isPresent(); next = worker.receive(GLANCE)) {
            bodies.add(next.get().body());
            worker.acknowledge(next.get());
        }
        await().untilAsserted(() -> assertThat(FAR.messageCount("audit")).isZero());
        return bodies;
    }
}
