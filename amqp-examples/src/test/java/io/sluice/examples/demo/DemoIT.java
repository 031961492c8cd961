package io.sluice.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.examples.process.ChildProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo as {@code bin/sluice demo} runs it, with fewer orders. Needs all modules to be packaged. */
class DemoIT {

    private static final Duration PATIENCE = Duration.ofSeconds(180);

    private static final String HOME = System.getProperty("sluice.home", "..");

    @TempDir
    private Path temporary;

    @Test
    void endsWithEveryCheckHoldingAndLeavesNothingBehind() throws Exception {
        // Given
        List<String> options = List.of("-Dsluice.home=" + HOME, "-Djava.io.tmpdir=" + temporary);
        List<String> arguments = List.of("--orders", "2000", "--json");

        // When
        try (ChildProcess demo = ChildProcess.start(
                "demo", System.getProperty("java.class.path"), options, Demo.class.getName(), arguments)) {
            int exitCode = demo.awaitExit(PATIENCE);

            // Then
            String said = String.join("\n", demo.output());
            assertThat(exitCode).as(said).isZero();
            JsonNode result = new ObjectMapper()
                    .readTree(demo.output().stream()
                            .dropWhile(line -> !line.equals("{"))
                            .collect(Collectors.joining("\n")));
            assertThat(result.get("checks"))
                    .as(said)
                    .isNotEmpty()
                    .allMatch(check -> check.get("holds").asBoolean())
                    .extracting(check -> check.get("expectation").asText())
                    .anyMatch(check -> check.contains("account of the ledger"))
                    .anyMatch(check -> check.contains("thumbnail queue"))
                    .anyMatch(check -> check.contains("web hook"))
                    .contains(
                            "the map group got every position of each truck, in order",
                            "the archive group got every position of each truck, in order",
                            "no position came to the archive twice",
                            "a consumer of the map was killed with a position in hand",
                            "a shard was split while the trucks were driving, and both groups went on with its children",
                            "a replay from a time in the middle gave the same positions in the same order");
            assertThat(result.get("counts").get("lines").asInt()).isEqualTo(2000);
        }
        try (var left = Files.list(temporary)) {
            assertThat(left).noneMatch(path -> path.getFileName().toString().startsWith("sluice-demo-"));
        }
    }

    @Test
    void clearsUpWhenItIsInterrupted() throws Exception {
        // Given
        List<String> options = List.of("-Dsluice.home=" + HOME, "-Djava.io.tmpdir=" + temporary);

        // When
        try (ChildProcess demo = ChildProcess.start(
                "demo", System.getProperty("java.class.path"), options, Demo.class.getName(), List.of())) {
            demo.awaitLine(line -> line.contains("workers: "), PATIENCE);
            demo.stop();

            // Then
            assertThat(demo.output()).contains("Interrupted. All processes are ended and all files are deleted.");
        }

        try (var left = Files.list(temporary)) {
            assertThat(left).noneMatch(path -> path.getFileName().toString().startsWith("sluice-demo-"));
        }
    }

    @Test
    void saysWhereItCannotCreateAFolder() throws Exception {
        // Given
        Path missing = temporary.resolve("missing");

        // When
        try (ChildProcess demo = ChildProcess.start(
                "demo",
                System.getProperty("java.class.path"),
                List.of("-Dsluice.home=" + HOME, "-Djava.io.tmpdir=" + missing),
                Demo.class.getName(),
                List.of())) {

            // Then
            assertThat(demo.awaitExit(PATIENCE)).isEqualTo(1);
            assertThat(demo.output()).hasSize(1).first().asString().contains("no folder can be created in " + missing);
        }
    }

    @Test
    void refusesTooFewOrders() throws Exception {
        // When
        int exitCode;
        List<String> said;
        try (ChildProcess demo = ChildProcess.start("demo", Demo.class, List.of("--orders", "99"))) {
            exitCode = demo.awaitExit(PATIENCE);
            said = demo.output();
        }

        // Then
        assertThat(exitCode).isEqualTo(1);
        assertThat(said).containsExactly("demo failed: --orders is 99; with fewer than 100 there is too little to see");
    }
}
