package io.sluice.examples.jms;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.examples.broker.PlainArtemis;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The JMS programs against a plain Artemis broker: all that changes between clients is the JNDI properties file. */
class OrderWorkerIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private PlainArtemis artemis;
    private String database;
    private OrderFile file;

    @BeforeEach
    void start() throws Exception {
        artemis = PlainArtemis.start(3, "orders");
        database = "jdbc:h2:" + folder.resolve("db") + ";AUTO_SERVER=TRUE";
        file = OrderGenerator.write(folder.resolve("orders.csv"), 300, 7);
    }

    @AfterEach
    void stop() throws Exception {
        artemis.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"artemis.properties", "qpid-jms.properties"})
    void storesEveryGoodOrderOnceAndGivesPoisonUp(String jndi) throws Exception {
        // Given
        Path properties = artemis.jndi(Path.of("jndi", jndi), folder);
        List<String> said = run(
                OrderFrontEnd.class,
                properties,
                "--orders",
                folder.resolve("orders.csv").toString());

        // When
        run(OrderWorker.class, properties, "--database", database, "--name", "one", "--idle-seconds", "2");

        // Then
        assertThat(file.poison()).isPositive();
        assertThat(said).contains("sent " + file.sent() + " orders, rejected " + file.incomplete() + " lines");
        try (OrderDatabase orders = OrderDatabase.open(database)) {
            assertThat(orders.orderIds()).containsExactlyInAnyOrderElementsOf(file.good());
            assertThat(orders.tallies())
                    .first()
                    .satisfies(one -> assertThat(one.failed()).isEqualTo(3 * file.poison()));
        }
        assertThat(artemis.messageCount("orders")).isZero();
        assertThat(artemis.messageCount("orders-dlq")).isEqualTo(file.poison());
    }

    @ParameterizedTest
    @ValueSource(strings = {"artemis.properties", "qpid-jms.properties"})
    void finishesItsOrderWhenAskedToStopAndLeavesTheRest(String jndi) throws Exception {
        // Given
        Path properties = artemis.jndi(Path.of("jndi", jndi), folder);
        run(
                OrderFrontEnd.class,
                properties,
                "--orders",
                folder.resolve("orders.csv").toString());

        // When
        List<String> arguments = arguments(
                properties, "--database", database, "--name", "slow", "--mode", "slow", "--pause-millis", "500");
        try (ChildProcess slow = ChildProcess.start("slow", OrderWorker.class, arguments)) {
            slow.awaitLine(line -> line.equals("slow is ready"), PATIENCE);
            slow.stop();
        }

        // Then
        try (OrderDatabase orders = OrderDatabase.open(database)) {
            assertThat(artemis.messageCount("orders") + artemis.messageCount("orders-dlq"))
                    .isEqualTo(file.sent() - orders.stored());
        }
    }

    @Test
    void hangsWithAnOrderUntilItIsWokenAndThenStoresIt() throws Exception {
        // Given
        Path properties = artemis.jndi(Path.of("jndi", "artemis.properties"), folder);
        run(
                OrderFrontEnd.class,
                properties,
                "--orders",
                folder.resolve("orders.csv").toString());
        List<String> arguments = arguments(
                properties, "--database", database, "--name", "hung", "--mode", "hang", "--idle-seconds", "2");

        try (ChildProcess hung = ChildProcess.start("hung", OrderWorker.class, arguments)) {
            hung.awaitLine(line -> line.startsWith("hangs with"), PATIENCE);

            // When
            hung.say("wake up");

            // Then
            assertThat(hung.awaitExit(PATIENCE)).isZero();
        }
        try (OrderDatabase orders = OrderDatabase.open(database)) {
            assertThat(orders.orderIds()).containsExactlyInAnyOrderElementsOf(file.good());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"artemis.properties", "qpid-jms.properties"})
    void reportsWhatIsStoredWaitingAndDead(String jndi) throws Exception {
        // Given
        Path properties = artemis.jndi(Path.of("jndi", jndi), folder);
        run(
                OrderFrontEnd.class,
                properties,
                "--orders",
                folder.resolve("orders.csv").toString());

        // When
        List<String> said = run(OrderReport.class, properties, "--database", database);

        // Then
        assertThat(said).contains("stored orders: 0", "dead letters: 0", "waiting in orders: " + file.sent());
    }

    @Test
    void saysWhichFileIsMissing() throws Exception {
        // Given
        List<String> arguments = arguments(folder.resolve("absent.properties"), "--orders", "orders.csv");

        // When
        List<String> said;
        int exitCode;
        try (ChildProcess frontEnd = ChildProcess.start("front end", OrderFrontEnd.class, arguments)) {
            exitCode = frontEnd.awaitExit(PATIENCE);
            said = frontEnd.output();
        }

        // Then
        assertThat(exitCode).isEqualTo(1);
        assertThat(said).containsExactly("OrderFrontEnd failed: the order file orders.csv cannot be read");
    }

    private static List<String> run(Class<?> main, Path jndi, String... arguments) throws Exception {
        try (ChildProcess process = ChildProcess.start(main.getSimpleName(), main, arguments(jndi, arguments))) {
            int exitCode = process.awaitExit(PATIENCE);
            assertThat(exitCode).as(process.lastWords()).isZero();
            return process.output();
        }
    }

    private static List<String> arguments(Path jndi, String... arguments) {
        List<String> all = new ArrayList<>(List.of("--jndi", jndi.toString()));
        all.addAll(List.of(arguments));
        return all;
    }
}
