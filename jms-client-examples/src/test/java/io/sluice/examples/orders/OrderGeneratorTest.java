package io.sluice.examples.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.examples.process.ChildProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrderGeneratorTest {

    @TempDir
    private Path folder;

    @Test
    void writesTheSameFileForTheSameSeed() throws Exception {
        // Given
        OrderFile first = OrderGenerator.write(folder.resolve("first.csv"), 10_000, 42);

        // When
        OrderFile second = OrderGenerator.write(folder.resolve("second.csv"), 10_000, 42);

        // Then
        assertThat(second).isEqualTo(first);
        assertThat(folder.resolve("second.csv")).hasSameTextualContentAs(folder.resolve("first.csv"));
        assertThat(second.lines()).isEqualTo(10_000);
        assertThat(second.poison() + second.incomplete()).isBetween(200, 500);
    }

    @Test
    void wroteTheSampleOfTheModule() throws Exception {
        // Given
        Path file = folder.resolve("sample.csv");

        // When
        OrderGenerator.write(file, 200, 42);

        // Then
        assertThat(Path.of("sample-orders.csv")).hasSameTextualContentAs(file);
    }

    @Test
    void runsAsAProgram() throws Exception {
        // Given
        Path file = folder.resolve("orders.csv");

        // When
        int exitCode;
        try (ChildProcess generator = ChildProcess.start(
                "generator", OrderGenerator.class, List.of("--out", file.toString(), "--lines", "50"))) {
            exitCode = generator.awaitExit(Duration.ofSeconds(30));
        }

        // Then
        assertThat(exitCode).isZero();
        assertThat(Files.readAllLines(file)).hasSize(51).first().isEqualTo(String.join(",", OrderFormat.COLUMNS));
    }
}
