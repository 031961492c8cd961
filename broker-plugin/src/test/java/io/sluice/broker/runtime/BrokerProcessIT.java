package io.sluice.broker.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSSecurityException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class BrokerProcessIT {

    private static final int REFUSED = 1;
    private static final int WRONG_USAGE = 2;

    @TempDir
    private Path folder;

    private Path etc = Path.of("");
    private Path data = Path.of("");

    @BeforeEach
    void copySettings() {
        etc = BrokerProcess.defaultEtc(folder.resolve("etc"));
        data = folder.resolve("data");
    }

    @Test
    void tellsItsPortsInOneLineAndStopsCleanlyOnSigterm() {
        try (BrokerProcess broker = BrokerProcess.start(etc, data)) {
            // When
            int exitCode = broker.stop();

            // Then
            assertThat(exitCode).isZero();
            assertThat(broker.ports()).containsOnlyKeys("artemis", "amqp", "stomp", "mqtt", "http");
            assertThat(broker.ports().values()).allMatch(port -> port > 0);
            assertThat(broker.output().lines().filter(line -> line.startsWith("Sluice is ready")))
                    .hasSize(1);
            assertThat(broker.output()).doesNotContain("ERROR").doesNotContain("Exception");
        }
    }

    @Test
    void measuresTheDiskOfANewDataFolder() {
        try (BrokerProcess measured = BrokerProcess.start(etc, data);
                BrokerProcess switchedOff =
                        BrokerProcess.start(etc, folder.resolve("other"), "-Dsluice.journal.calibration=false")) {
            assertThat(measured.output()).contains("synchronised 4 KiB write takes");
            assertThat(switchedOff.output()).contains("not calibrated");
        }
    }

    @Test
    void keepsADurableMessageOverKillNine() throws Exception {
        // Given
        try (BrokerProcess broker = BrokerProcess.start(etc, data)) {
            try (JMSContext sender = core(broker).createContext("sluice", "sluice")) {
                sender.createProducer()
                        .setDeliveryMode(DeliveryMode.PERSISTENT)
                        .send(sender.createQueue("orders"), "kept");
            }

            // When
            broker.killNine();
        }

        // Then
        try (BrokerProcess broker = BrokerProcess.start(etc, data);
                JMSContext receiver = amqp(broker).createContext("sluice", "sluice");
                JMSConsumer consumer = receiver.createConsumer(receiver.createQueue("orders"))) {
            assertThat(consumer.receiveBody(String.class, 10_000)).isEqualTo("kept");
        }
    }

    @Test
    void refusesAWrongPasswordOverCoreAndAmqp() throws Exception {
        try (BrokerProcess broker = BrokerProcess.start(etc, data)) {
            for (ConnectionFactory factory : List.of(core(broker), amqp(broker))) {
                // When / Then
                assertThatThrownBy(() -> {
                            try (Connection connection = factory.createConnection("sluice", "wrong")) {
                                connection.start();
                            }
                        })
                        .isInstanceOf(JMSSecurityException.class);
                try (Connection connection = factory.createConnection("sluice", "sluice")) {
                    connection.start();
                }
            }
        }
    }

    @Test
    void showsHealthAndMetricsOverHttp() throws Exception {
        try (BrokerProcess broker = BrokerProcess.start(etc, data)) {
            // When
            HttpResponse<String> health = request("GET", broker.http("/health"));
            HttpResponse<String> metrics = request("GET", broker.http("/metrics"));

            // Then
            assertThat(health.statusCode()).isEqualTo(200);
            assertThat(health.body()).contains("\"status\":\"UP\"", "\"broker\":\"active\"", "\"version\":\"2.");
            assertThat(metrics.statusCode()).isEqualTo(200);
            assertThat(metrics.headers().firstValue("content-type"))
                    .contains("text/plain; version=0.0.4; charset=utf-8");
            assertThat(metrics.body()).contains("artemis_message_count{", "queue=\"DLQ\"", "jvm_memory_used_bytes{");
        }
    }

    @Test
    void answersOnlyGetAndHeadOfKnownPages() throws Exception {
        try (BrokerProcess broker = BrokerProcess.start(etc, data)) {
            assertThat(request("GET", broker.http("/")).body()).contains("/health", "/metrics");
            assertThat(request("HEAD", broker.http("/health")).statusCode()).isEqualTo(200);
            assertThat(request("HEAD", broker.http("/health")).body()).isEmpty();
            assertThat(request("POST", broker.http("/health")).statusCode()).isEqualTo(405);
            assertThat(request("DELETE", broker.http("/nowhere")).statusCode()).isEqualTo(405);
            HttpResponse<String> missing = request("GET", broker.http("/health/%3Cscript%3E"));
            assertThat(missing.statusCode()).isEqualTo(404);
            assertThat(missing.body()).doesNotContain("script");
        }
    }

    @Test
    void namesTheAcceptorAndThePortThatIsInUse() throws Exception {
        for (String acceptor : List.of("amqp", "http")) {
            try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    BrokerProcess broker =
                            BrokerProcess.launch(etc, data, "-Dsluice.port." + acceptor + "=" + other.getLocalPort())) {
                // When
                int exitCode = broker.awaitExit();

                // Then
                assertThat(exitCode).isEqualTo(REFUSED);
                assertThat(reason(broker)).contains("'" + acceptor + "'", "127.0.0.1:" + other.getLocalPort());
            }
        }
    }

    @Test
    void refusesADataFolderOnWhichAnotherBrokerRuns() {
        try (BrokerProcess first = BrokerProcess.start(etc, data);
                BrokerProcess second = BrokerProcess.launch(etc, data)) {
            // When
            int exitCode = second.awaitExit();

            // Then
            assertThat(exitCode).isEqualTo(REFUSED);
            assertThat(reason(second)).contains(data.toString(), "in use by another broker");
            assertThat(first.isAlive()).isTrue();
        }
    }

    @Test
    void refusesADataFolderThatCannotBeWritten() throws Exception {
        // Given
        Files.writeString(data, "a file is in the way");

        // When / Then
        assertRefused(BrokerProcess.launch(etc, data), data.toString(), "cannot be written");
    }

    @Test
    void namesTheLineOfAMistakeInBrokerXml() throws Exception {
        // Given
        Path file = etc.resolve("broker.xml");
        Files.writeString(file, Files.readString(file).replace("<journal-datasync>true", "<journal-datasync>maybe"));

        // When / Then
        assertRefused(BrokerProcess.launch(etc, data), "broker.xml, line", "maybe");
    }

    @Test
    void refusesAMissingSettingsFolder() {
        assertRefused(BrokerProcess.launch(folder.resolve("nowhere"), data), "nowhere does not exist");
    }

    @Test
    void refusesALoginConfigWithoutTheBrokersEntry() throws Exception {
        // Given
        Path file = etc.resolve("login.config");
        Files.writeString(file, Files.readString(file).replace("activemq {", "somebody {"));

        // When / Then
        assertRefused(BrokerProcess.launch(etc, data), "login.config", "activemq");
    }

    @Test
    void refusesTheDevelopmentLoginOnAPortThatOthersCanReach() {
        assertRefused(
                BrokerProcess.launch(etc, data, "-Dsluice.host=0.0.0.0"),
                "development login",
                "amqp (0.0.0.0)",
                "http (0.0.0.0)");
    }

    @Test
    void mayBeReachedByOthersOnceTheDevelopmentPasswordIsChanged() throws Exception {
        // Given
        Path users = etc.resolve("artemis-users.properties");
        Files.writeString(users, "sluice = changed\n");

        try (BrokerProcess broker = BrokerProcess.start(etc, data, "-Dsluice.host=0.0.0.0")) {
            // When
            Files.writeString(users, "sluice = sluice\nother = changed\n");

            // Then
            assertThatThrownBy(() -> core(broker).createConnection("sluice", "sluice"))
                    .isInstanceOf(JMSSecurityException.class);
        }
    }

    @Test
    void explainsAnUnknownOption() {
        try (BrokerProcess broker = BrokerProcess.command(List.of(), List.of("run", "--dat", "x"))) {
            assertThat(broker.awaitExit()).isEqualTo(WRONG_USAGE);
            assertThat(broker.output()).contains("--dat", "--data");
        }
    }

    private static void assertRefused(BrokerProcess launched, String... reasons) {
        try (launched) {
            assertThat(launched.awaitExit()).isEqualTo(REFUSED);
            assertThat(reason(launched)).contains(reasons);
        }
    }

    /** The one line that tells why; nothing else may look like an error to an operator. */
    private static String reason(BrokerProcess broker) {
        assertThat(broker.output()).doesNotContain("\tat ").doesNotContain("ERROR");
        return broker.output()
                .lines()
                .filter(line -> line.startsWith("Sluice cannot start. "))
                .findFirst()
                .orElseThrow(() -> new AssertionError(broker.output()));
    }

    private static HttpResponse<String> request(String method, String url) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(url))
                                .method(method, HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private static ActiveMQConnectionFactory core(BrokerProcess broker) {
        return new ActiveMQConnectionFactory(broker.url("artemis"));
    }

    private static JmsConnectionFactory amqp(BrokerProcess broker) {
        return new JmsConnectionFactory(broker.amqpUrl());
    }
}
