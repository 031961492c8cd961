package io.sluice.broker.dropin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.fixture.InstanceBroker;
import io.sluice.broker.fixture.Producers;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.SluiceCommand;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import io.sluice.broker.fixture.WorkerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An instance of the official distribution gets Sluice, is killed, loses Sluice again, and keeps its messages. */
class DropInLifeIT {

    private static final WorkerKind CORE =
            new WorkerKind(WorkerKind.Client.CORE, WorkerKind.Acknowledgement.INDIVIDUAL);
    private static final String YAML = """
            queues:
              orders: { visibilityTimeout: 30s, redrivePolicy: { deadLetterQueue: orders-dlq, maxReceiveCount: 1 } }
              jobs: { visibilityTimeout: 30s }
              orders-dlq: { retention: 14d }
              ledger.fifo: { defaultMessageGroup: all, contentBasedDeduplication: true }
            """;

    @Test
    void isInstalledKilledAndUninstalledAndPlainArtemisReadsEveryMessage() throws IOException {
        try (InstanceBroker broker = InstanceBroker.configuredWith(YAML).create()) {
            // Given
            byte[] brokerXml = Files.readAllBytes(broker.etc("broker.xml"));
            install(broker);
            broker.start();
            List<WorkerKind> clients = WorkerKind.individual().toList();
            for (WorkerKind kind : clients) {
                Producers.send(broker, kind.client(), "jobs", "job of " + kind.client());
            }
            Producers.send(broker, CORE.client(), "orders", "poison", "good");
            Producers.send(broker, CORE.client(), "unnamed", "plain");
            Producers.send(broker, CORE.client(), "ledger.fifo", "a1", "a2", "a1");
            hold(broker, "jobs", "job of CORE#1");
            hold(broker, "orders", "poison#1");

            // When
            broker.killNine();
            broker.start();
            hold(broker, "jobs", "job of CORE#2");
            Producers.send(broker, WorkerKind.Client.QPID_JMS, "ledger.fifo", "a2", "a3");
            hold(broker, "ledger.fifo", "a1#1");
            broker.stop();
            SluiceCommand.Result uninstalled =
                    SluiceCommand.run("uninstall", broker.folder().toString());
            broker.start();

            // Then
            assertThat(uninstalled.exitCode()).as(uninstalled.output()).isZero();
            assertThat(broker.etc("broker.xml")).hasBinaryContent(brokerXml);
            assertThat(broker.etc("sluice.yaml")).as("written by the user").hasContent(YAML);
            assertThat(broker.folder().resolve("lib")).isEmptyDirectory();
            assertThat(broker.output()).doesNotContain("io.sluice").doesNotContain(" ERROR ");
            assertThat(drain(broker, "jobs"))
                    .hasSize(clients.size())
                    .allSatisfy(job -> assertThat(job.body()).startsWith("job of "));
            assertThat(drain(broker, "orders")).extracting(Received::body).containsExactly("good");
            assertThat(drain(broker, "unnamed")).extracting(Received::body).containsExactly("plain");
            assertThat(drain(broker, "ledger.fifo")).extracting(Received::body).containsExactly("a1", "a2", "a3");
            assertThat(drain(broker, "orders-dlq")).singleElement().satisfies(dead -> {
                assertThat(dead.body()).isEqualTo("poison");
                assertThat(dead.properties()).containsEntry("sluice_dead_letter_source", "orders");
            });
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            queues: { orders: { visibilityTimeout: 30y } } | sluice.yaml:1: queues.orders.visibilityTimeout is 30y
            queue: {}                                      | sluice.yaml:1: queue is not a known key
            """)
    void aWrongConfigurationStopsTheStartAndSaysWhere(String yaml, String message) throws IOException {
        try (InstanceBroker broker = InstanceBroker.configuredWith(yaml).create()) {
            // Given
            install(broker);

            // When
            int exitCode = broker.startInVain();

            // Then
            assertThat(exitCode).isNotZero();
            assertThat(broker.output()).contains(message).doesNotContain("AMQ221007");
        }
    }

    @Test
    void aMissingConfigurationStopsTheStart() throws IOException {
        try (InstanceBroker broker = InstanceBroker.configuredWith("").create()) {
            // Given
            install(broker);
            Files.delete(broker.etc("sluice.yaml"));

            // When
            int exitCode = broker.startInVain();

            // Then
            assertThat(exitCode).isNotZero();
            assertThat(broker.output()).contains(broker.etc("sluice.yaml") + ": the file does not exist");
        }
    }

    @Test
    void runsInABrokerThatHasNoProtocolButCore() throws IOException {
        try (InstanceBroker broker = InstanceBroker.configuredWith(YAML).create()) {
            // Given
            broker.useHome(distributionWithout(
                    broker.folder().resolveSibling("home"),
                    "amqp",
                    "stomp",
                    "openwire",
                    "mqtt",
                    "hornetq",
                    "proton-j",
                    "activemq-client"));
            String acceptors = Files.readString(broker.etc("broker.xml"));
            Files.writeString(
                    broker.etc("broker.xml"),
                    acceptors.replace("protocols=CORE,AMQP,STOMP,HORNETQ,MQTT,OPENWIRE", "protocols=CORE"));
            install(broker);

            // When
            broker.start();

            // Then
            Producers.send(broker, CORE.client(), "orders", "poison", "x".repeat(300_000));
            hold(broker, "orders", "poison#1");
            assertThat(drain(broker, "orders"))
                    .extracting(order -> order.body().length())
                    .containsExactly(300_000);
            assertThat(drain(broker, "orders-dlq")).extracting(Received::body).containsExactly("poison");
            assertThat(broker.output()).contains("CORE").doesNotContain("AMQP").doesNotContain("NoClassDefFoundError");
        }
    }

    /** A copy of the distribution, by links, that lacks the jars whose names have one of these words in them. */
    private static Path distributionWithout(Path home, String... words) throws IOException {
        Path lib = Files.createDirectories(home.resolve("lib"));
        try (Stream<Path> jars = Files.list(InstanceBroker.distribution().resolve("lib"))) {
            for (Path jar : jars.toList()) {
                String name = jar.getFileName().toString();
                if (Stream.of(words).noneMatch(name::contains)) {
                    Files.createSymbolicLink(lib.resolve(name), jar);
                }
            }
        }
        return home;
    }

    private static void install(InstanceBroker broker) {
        SluiceCommand.Result installed =
                SluiceCommand.run("install", broker.folder().toString());
        assertThat(installed.exitCode()).as(installed.output()).isZero();
    }

    /** Receives a message and loses the network with it in hand. */
    private static void hold(InstanceBroker broker, String queue, String expected) {
        try (Worker worker = Worker.open(broker, CORE, queue, WorkerOptions.DEFAULT)) {
            assertThat(worker.receive().summary()).isEqualTo(expected);
            worker.cut();
            await().atMost(Worker.PATIENCE).until(() -> broker.consumerCount(queue) == 0);
        }
    }

    private static List<Received> drain(InstanceBroker broker, String queue) {
        try (Worker worker = Worker.open(broker, CORE, queue, WorkerOptions.DEFAULT)) {
            return worker.drain(Duration.ofSeconds(1));
        }
    }
}
