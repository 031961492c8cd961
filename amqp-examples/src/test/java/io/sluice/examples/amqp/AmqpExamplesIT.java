package io.sluice.examples.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.examples.broker.PlainArtemis;
import io.sluice.examples.jms.OrderFrontEnd;
import io.sluice.examples.orders.OrderDatabase;
import io.sluice.examples.orders.OrderFile;
import io.sluice.examples.orders.OrderGenerator;
import io.sluice.examples.process.ChildProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The AMQP programs against a plain Artemis broker. */
class AmqpExamplesIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private PlainArtemis artemis;
    private String database;
    private OrderFile file;

    @BeforeEach
    void start() throws Exception {
        artemis = PlainArtemis.start(3, "orders", "settlement");
        database = "jdbc:h2:" + folder.resolve("db") + ";AUTO_SERVER=TRUE";
        file = OrderGenerator.write(folder.resolve("orders.csv"), 300, 7);
        Path jndi = artemis.jndi(Path.of("../jms-client-examples/jndi/artemis.properties"), folder);
        run(
                OrderFrontEnd.class,
                "--jndi",
                jndi.toString(),
                "--orders",
                folder.resolve("orders.csv").toString());
    }

    @AfterEach
    void stop() throws Exception {
        artemis.close();
    }

    @Test
    void storesEveryGoodOrderRejectsTheUnreadableAndFailsTheImpossible() throws Exception {
        // When
        List<String> said = run(OrderAmqpWorker.class, worker("--idle-seconds", "2"));

        // Then
        try (OrderDatabase orders = OrderDatabase.open(database)) {
            assertThat(orders.orderIds()).containsExactlyInAnyOrderElementsOf(file.good());
        }
        assertThat(said)
                .contains("amqp stored " + file.good().size() + ", found 0 already there, failed "
                        + 3 * file.impossible().size() + ", rejected "
                        + file.unreadable().size() + ", released 0");
        assertThat(artemis.messageCount("orders")).isZero();
        assertThat(artemis.messageCount("orders-dlq")).isEqualTo(file.poison());
    }

    @Test
    void releasesWhatItHasNotStartedWhenAskedToStop() throws Exception {
        // Given
        int stored;

        // When
        try (ChildProcess worker =
                ChildProcess.start("amqp", OrderAmqpWorker.class, List.of(worker("--mode", "slow")))) {
            worker.awaitLine(line -> line.equals("amqp is ready"), PATIENCE);
            worker.stop();
            assertThat(worker.output()).last().asString().contains("released").doesNotEndWith("released 0");
        }

        // Then
        try (OrderDatabase orders = OrderDatabase.open(database)) {
            stored = orders.stored();
        }
        assertThat(artemis.messageCount("orders") + artemis.messageCount("orders-dlq"))
                .isEqualTo(file.sent() - stored);
    }

    @Test
    void showsWhatTheBrokerDoesAfterEachOutcome() throws Exception {
        // When
        List<String> said = run(SettlementOnTheWire.class, "--port", String.valueOf(artemis.port()), "--frames");

        // Then
        assertThat(rows(said))
                .containsExactly(
                        "accepted|0|gone||",
                        "released|0|in settlement again|0|",
                        "modified|0|in settlement again|0|",
                        "modified, delivery-failed|0|in settlement again|1|",
                        "rejected|0|in settlement-dlq||not told");
        assertThat(said).anyMatch(line -> line.startsWith("client -> broker") && line.contains("Released"));
        assertThat(artemis.messageCount("settlement")).isZero();
        assertThat(artemis.messageCount("settlement-dlq")).isZero();
    }

    @Test
    void saysThatTheBrokerIsNotThere() throws Exception {
        // Given
        int port = artemis.port();
        artemis.close();

        // When
        int exitCode;
        List<String> said;
        try (ChildProcess wire =
                ChildProcess.start("wire", SettlementOnTheWire.class, List.of("--port", String.valueOf(port)))) {
            exitCode = wire.awaitExit(PATIENCE);
            said = wire.output();
        }

        // Then
        assertThat(exitCode).isEqualTo(1);
        assertThat(said).containsExactly("SettlementOnTheWire failed: Connection refused");
    }

    private String[] worker(String... more) {
        List<String> arguments = new ArrayList<>(
                List.of("--port", String.valueOf(artemis.port()), "--database", database, "--name", "amqp"));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    private static List<String> rows(List<String> said) {
        return said.stream()
                .filter(line -> line.startsWith("|") && !line.contains("outcome sent"))
                .map(line -> line.substring(1, line.length() - 1)
                        .replaceAll(" *\\| *", "|")
                        .strip())
                .map(line -> line.replaceFirst(" *$", ""))
                .toList();
    }

    private static List<String> run(Class<?> main, String... arguments) throws Exception {
        try (ChildProcess process = ChildProcess.start(main.getSimpleName(), main, List.of(arguments))) {
            int exitCode = process.awaitExit(PATIENCE);
            assertThat(exitCode).as(process.lastWords()).isZero();
            return process.output();
        }
    }
}
