package io.sluice.broker.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.sluice.broker.fixture.JmsClients;
import io.sluice.broker.fixture.Publishers;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.RunningBroker;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import io.sluice.broker.fixture.WorkerKind.Acknowledgement;
import io.sluice.broker.fixture.WorkerKind.Client;
import io.sluice.broker.fixture.WorkerOptions;
import io.sluice.broker.runtime.BrokerProcess;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kernel refuses to write more to a segment: puts are refused, reading goes on, and nothing that was accepted is lost. */
class FullDiskIT {

    /** More than a file of the journal has, and less than a segment may have. */
    private static final int FILE_LIMIT_KIBIBYTES = 12 * 1024;

    private static final int MOST = 2_000;
    private static final WorkerKind CORE = new WorkerKind(Client.CORE, Acknowledgement.INDIVIDUAL);

    @TempDir
    Path folder;

    private final List<String> accepted = new ArrayList<>();

    /** The port is all that publishers need. */
    private record AtPort(int port) implements RunningBroker {

        @Override
        public void createQueue(String name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long messageCount(String queue) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int consumerCount(String queue) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int deliveringCount(String queue) {
            throw new UnsupportedOperationException();
        }
    }

    /** Messages of three kinds: two that clients send in pieces, and one that they do not. */
    @ParameterizedTest
    @CsvSource({"CORE, 65536", "CORE, 4096", "QPID_JMS, 131072"})
    void putsAreRefusedWhileTheDiskTakesNoneAndWhatWasAcceptedStays(Client sender, int chars) throws Exception {
        // Given
        Path etc = BrokerProcess.defaultEtc(folder.resolve("etc"));
        Files.writeString(etc.resolve("sluice.yaml"), """
                streams:
                  telemetry:
                    shards: 1
                    throughputLimits: false
                    consumerGroups: { during: { startPosition: TRIM_HORIZON }, after: { startPosition: TRIM_HORIZON } }
                """);
        letEverybodyIn(etc.resolve("broker.xml"));
        Path data = folder.resolve("data");
        List<String> during;
        try (BrokerProcess broker = BrokerProcess.startWithFileLimit(etc, data, FILE_LIMIT_KIBIBYTES)) {
            // When
            Throwable refusal = catchThrowable(() -> putUntilRefused(broker, sender, chars));

            // Then
            assertThat(refusal).hasMessageContaining("ServiceUnavailable: stream telemetry takes no records now");
            for (Client client : Client.values()) {
                assertRefused(client, catchThrowable(() -> publish(broker, client, "refused")));
            }
            during = read(broker, "during", 20);
            assertThat(broker.isAlive()).isTrue();
            broker.stop();
        }
        try (BrokerProcess broker = BrokerProcess.start(etc, data)) {
            publish(broker, Client.CORE, "again");
            accepted.add("again");
            List<String> after = read(broker, "after", accepted.size());
            assertThat(during).isEqualTo(accepted.subList(0, during.size()));
            assertThat(after).isEqualTo(accepted);
        }
    }

    private static void letEverybodyIn(Path brokerXml) throws IOException {
        String secured = "<security-enabled>true</security-enabled>";
        String before = Files.readString(brokerXml);
        assertThat(before).contains(secured);
        Files.writeString(brokerXml, before.replace(secured, "<security-enabled>false</security-enabled>"));
    }

    /** Two of the clients do not tell the application why. */
    private static void assertRefused(Client client, Throwable refusal) {
        assertThat(refusal).as("%s", client).isNotNull();
        if (client != Client.PROTONJ2) {
            assertThat(refusal).hasStackTraceContaining("ServiceUnavailable: stream telemetry");
        }
    }

    private static void publish(BrokerProcess broker, Client client, String text) {
        Publishers.publish(new AtPort(broker.port("artemis")), client, "telemetry", text, Map.of());
    }

    private void putUntilRefused(BrokerProcess broker, Client sender, int chars) throws JMSException {
        String rest = "-".repeat(chars);
        try (Connection connection = JmsClients.factory(sender, broker.port("artemis"), WorkerOptions.DEFAULT)
                        .createConnection();
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(session.createTopic("telemetry"))) {
            for (int i = 0; i < MOST; i++) {
                producer.send(session.createTextMessage(i + " " + rest));
                accepted.add(Integer.toString(i));
            }
        }
    }

    private static List<String> read(BrokerProcess broker, String group, int count) {
        List<String> numbers = new ArrayList<>();
        try (Worker worker = Worker.open(broker.port("artemis"), CORE, "telemetry::" + group, WorkerOptions.DEFAULT)) {
            while (numbers.size() < count) {
                Received next = worker.receive();
                worker.acknowledge(next);
                numbers.add(next.body().split(" ")[0]);
            }
        }
        return numbers;
    }
}
