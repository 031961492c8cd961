package io.sluice.broker.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever happens to a good file, the reader gives a configuration or says on whole lines what is wrong. */
class ConfigurationFuzzTest {

    private static final int TEXTS = 20_000;
    private static final int FILES = 500;
    private static final String GOOD = """
            # comment
            queues:
              orders:
                visibilityTimeout: 1h30m
                maxInFlightPerConsumer: 20
                leaseStart: delivery
                delay: 500ms
                redrivePolicy: { deadLetterQueue: "orders-dlq", maxReceiveCount: 5 }
              orders-dlq: &dlq
                retention: 14d
              legacy.#: { maximumMessageSize: 256KiB, redrivePolicy: { deadLetterQueue: legacy-dlq, maxReceiveCount: 3 } }
              legacy-dlq: *dlq
            """;
    private static final List<String> PIECES = List.of(
            "\t",
            "\u0000",
            "\ud800",
            "\ufeff",
            "\u0085",
            "\u2028",
            "&a ",
            "*a",
            "*dlq",
            "&dlq ",
            "{",
            "}",
            "[",
            "]",
            ": ",
            "? ",
            "- ",
            "#",
            "!",
            "!!",
            "!<%zz>",
            "%YAML 1.9\n",
            "%TAG ! x\n",
            "---\n",
            "...\n",
            "|",
            ">",
            "|9\n",
            "'",
            "\"",
            "\\x",
            "\"\\U00110000\"",
            "~",
            "<<: *dlq",
            "0",
            "-1",
            "99999999999999999999",
            "1e9",
            "queues",
            "redrivePolicy",
            ".fifo",
            "topics: {}\n",
            "topics: { t: { subscriptions: { s: { queue: q, filterPolicy: { a: [ 1 ] } } } } }\n",
            "subscriptions",
            "filterPolicy",
            "\n",
            "\r",
            "\r\n",
            "@",
            "`",
            ",");

    @TempDir
    Path folder;

    private final long seed = Long.getLong("seed", ThreadLocalRandom.current().nextLong());
    private final Random random = new Random(seed);

    @Test
    void aMutatedTextIsReadOrRefusedProperly() {
        System.out.println("ConfigurationFuzzTest -Dseed=" + seed);
        int refused = 0;
        for (int i = 0; i < TEXTS; i++) {
            // Given
            String text = mutated();

            // When
            List<ConfigurationProblem> problems = problemsOf(text);

            // Then
            refused += problems.isEmpty() ? 0 : 1;
            assertThat(problems)
                    .as("seed %d, text %d:%n%s", seed, i, text)
                    .allSatisfy(problem -> assertThat(problem.toString()).matches("fuzz\\.yaml(:\\d+)?: \\S.*\\S"));
        }
        assertThat(refused).as("refused, seed %d", seed).isBetween(TEXTS / 4, TEXTS - 1);
    }

    @Test
    void aMutatedFileIsReadOrRefusedProperly() throws IOException {
        System.out.println("ConfigurationFuzzTest -Dseed=" + seed);
        Path file = folder.resolve("fuzz.yaml");
        for (int i = 0; i < FILES; i++) {
            // Given
            byte[] bytes = GOOD.getBytes(StandardCharsets.UTF_8);
            for (int change = random.nextInt(1, 5); change > 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            Files.write(file, bytes);

            // When
            boolean proper;
            try {
                proper = new ConfigurationReader().read(file).queues() != null;
            } catch (ConfigurationException refused) {
                proper = !refused.problems().isEmpty();
            }

            // Then
            assertThat(proper).as("seed %d, file %d", seed, i).isTrue();
        }
    }

    private static List<ConfigurationProblem> problemsOf(String text) {
        try {
            new ConfigurationReader().read("fuzz.yaml", text);
            return List.of();
        } catch (ConfigurationException refused) {
            return refused.problems();
        }
    }

    private String mutated() {
        StringBuilder text = new StringBuilder(GOOD);
        for (int change = random.nextInt(1, 6); change > 0 && text.length() > 1; change--) {
            int at = random.nextInt(text.length());
            int length = random.nextInt(1, 12);
            switch (random.nextInt(6)) {
                case 0 -> text.delete(at, Math.min(text.length(), at + length));
                case 1 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
                case 2 -> text.setCharAt(at, (char) random.nextInt(32, 127));
                case 3 -> text.insert(at, text.substring(random.nextInt(at + 1), at));
                case 4 ->
                    text.insert(at, PIECES.get(random.nextInt(PIECES.size())).repeat(random.nextInt(1, 60)));
                default -> shuffleLines(text);
            }
        }
        return text.toString();
    }

    private void shuffleLines(StringBuilder text) {
        List<String> lines = new ArrayList<>(text.toString().lines().toList());
        int one = random.nextInt(Math.max(1, lines.size()));
        int other = random.nextInt(Math.max(1, lines.size()));
        if (lines.size() > 1) {
            Collections.swap(lines, one, other);
        }
        text.setLength(0);
        text.append(String.join("\n", lines)).append('\n');
    }
}
