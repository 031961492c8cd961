package io.sluice.broker.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.Producers;
import io.sluice.broker.fixture.WorkerKind.Client;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code sluice redrive} against a running broker. */
class RedriveCommandIT {

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            queues:
              orders: { redrivePolicy: { deadLetterQueue: dlq, maxReceiveCount: 1 } }
              repaired: {}
              dlq: {}
            """);

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int sluice(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--url", "tcp://127.0.0.1:" + BROKER.port()));
        return sluiceAt(all);
    }

    private int sluiceAt(List<String> arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments.toArray(String[]::new));
    }

    private static void deadLetters(String... bodies) throws Exception {
        Producers.send(BROKER, Client.CORE, "orders", bodies);
        BROKER.deadLetterAll("orders", "dlq", bodies.length);
    }

    @AfterEach
    void cleanUp() throws Exception {
        for (String queue : List.of("orders", "repaired", "dlq")) {
            BROKER.queue(queue).deleteAllReferences();
        }
    }

    @Test
    void movesDeadLettersBackAndSaysWhere() throws Exception {
        // Given
        deadLetters("m1", "m2", "m3");
        // When
        int exit = sluice("redrive", "start", "dlq");
        // Then
        assertThat(exit).isZero();
        assertThat(out.toString()).contains("COMPLETED, moved 3 of 3", "3 moved to orders");
        assertThat(BROKER.messageCount("orders")).isEqualTo(3);
    }

    @Test
    void showsInADryRunWhatItWouldMove() throws Exception {
        // Given
        deadLetters("m1", "m2");
        // When
        int exit = sluice("redrive", "start", "dlq", "--dry-run");
        // Then
        assertThat(exit).isZero();
        assertThat(out.toString()).contains("COMPLETED (dry run)", "2 would move to orders");
        assertThat(BROKER.messageCount("dlq")).isEqualTo(2);
    }

    @Test
    void startsWithoutWaitingListsAndCancels() throws Exception {
        // Given
        deadLetters("m1", "m2", "m3", "m4");
        // When
        int started = sluice("redrive", "start", "dlq", "--to", "repaired", "--rate", "1", "--no-wait");
        String handle = out.toString().trim().substring("task ".length());
        int listed = sluice("redrive", "list", "dlq");
        String list = out.toString();
        int cancelled = sluice("redrive", "cancel", handle);
        // Then
        assertThat(List.of(started, listed, cancelled)).containsOnly(0);
        assertThat(list).contains("RUNNING", "to repaired", "rate 1", handle);
        assertThat(out.toString()).contains("The task ends.");
        await().atMost(Duration.ofSeconds(10)).until(() -> {
            sluice("redrive", "list", "dlq", "--max", "1");
            return out.toString().contains("CANCELLED");
        });
    }

    @Test
    void printsTheAnswersAsJson() throws Exception {
        // Given
        deadLetters("m1");
        // When
        int exit = sluice("redrive", "start", "dlq", "--json", "--filter", "JMSPriority >= 0");
        // Then
        assertThat(exit).isZero();
        assertThat(out.toString().lines())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).startsWith("{").endsWith("}"))
                .last()
                .asString()
                .contains("\"status\":\"COMPLETED\"", "\"destinations\":{\"orders\":1}");
    }

    @Test
    void saysWhyTheBrokerRefuses() {
        // When
        int exit = sluice("redrive", "start", "orders");
        // Then
        assertThat(exit).isEqualTo(1);
        assertThat(err.toString())
                .contains("InvalidParameterValue", "Source queue must be configured as a Dead Letter Queue.");
    }

    @Test
    void saysWhichBrokerCannotBeReached() {
        // When
        int exit = sluiceAt(List.of("redrive", "list", "dlq", "--url", "tcp://127.0.0.1:1"));
        // Then
        assertThat(exit).isEqualTo(1);
        assertThat(err.toString()).contains("tcp://127.0.0.1:1");
    }

    @Test
    void refusesWrongUsage() {
        assertThat(sluice("redrive", "start")).isEqualTo(2);
        assertThat(sluice("redrive", "move", "dlq")).isEqualTo(2);
        assertThat(sluiceAt(List.of("redrive"))).isEqualTo(2);
    }
}
