package io.sluice.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.benchmarks.report.Figure;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import picocli.CommandLine;

/** Runs the harness with a few messages, so that it does not rot; no figure is judged here, so both tests may run at once. */
@Timeout(400)
@Execution(ExecutionMode.CONCURRENT)
class BenchmarkSmokeIT {

    @TempDir
    Path folder;

    @Test
    void comparesTwoPlainQueuesInEveryMeasurement() {
        // Given
        var bench = new Bench();

        // When
        int exitCode = run(bench, "all", "--self-check");

        // Then
        assertThat(exitCode).isZero();
        assertThat(bench.report().figures())
                .extracting(Figure::measurement)
                .contains("throughput", "latency", "memory", "lateness", "expiry", "fifo", "journal", "segments");
    }

    @Test
    void writesTheFiguresOfALeasedQueueIntoEachKindOfFile() throws Exception {
        // Given
        Path page = Files.writeString(
                folder.resolve("page.md"), "before\n<!-- figures: begin -->\nold\n<!-- figures: end -->\nafter\n");
        Path json = folder.resolve("figures.json");

        // When
        int exitCode = run(
                new Bench(),
                "latency",
                "lateness",
                "stale",
                "fanout",
                "growth",
                "streams",
                "--json=" + json,
                "--markdown=" + page,
                "--charts=" + folder);

        // Then
        assertThat(exitCode).isZero();
        assertThat(page)
                .content()
                .startsWith("before\n")
                .contains("### latency", "### lateness", "p99", "### stale", "CORE, prefetch 0, cap 1")
                .contains("### fanout", "### growth", "### streams")
                .doesNotContain("old");
        JsonNode document = new ObjectMapper().readTree(json.toFile());
        assertThat(document.at("/figures/0/value/rounds").asInt()).isEqualTo(1);
        assertThat(folder.resolve("latency.svg")).content().contains("<svg");
    }

    private int run(Bench bench, String... arguments) {
        CommandLine line = new CommandLine(bench).setCaseInsensitiveEnumValuesAllowed(true);
        String[] all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--smoke";
        all[arguments.length + 1] = "--data=" + folder.resolve("data");
        return line.execute(all);
    }
}
