package io.sluice.broker.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.config.value.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documents say about {@code sluice.yaml} is what the code does. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConfigurationDocumentTest {

    private static final Path PROJECT = Path.of("..");
    private static final Path DOCUMENT = PROJECT.resolve("docs/configuration.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(\\w+)` \\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\|$");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```ya?ml\\R(.*?)^```");
    private static final Pattern OURS = Pattern.compile("(?m)^(queues|topics|streams):");

    @Test
    void theTablesHaveEachKeyWithItsRangeAndDefault() throws IOException {
        // Given
        List<List<String>> expected = new ArrayList<>();
        QueueSettingKeys.OF_QUEUE.forEach(setting -> expected.add(rowOf(setting)));
        QueueSettingKeys.OF_FIFO_QUEUE.forEach(setting -> expected.add(rowOf(setting)));
        QueueSettingKeys.OF_REDRIVE_POLICY.forEach(
                setting -> expected.add(List.of(setting.key(), setting.type().allowed(), "required")));
        TopicSettingKeys.OF_FIFO_TOPIC.forEach(setting -> expected.add(rowOf(setting)));
        TopicSettingKeys.OF_SUBSCRIPTION.forEach(setting -> expected.add(rowOf(setting)));
        StreamSettingKeys.OF_STREAM.forEach(setting -> expected.add(rowOf(setting)));
        StreamSettingKeys.OF_GROUP.forEach(setting -> expected.add(rowOf(setting)));
        expected.add(List.of(EndpointSettingKeys.ALLOW, EndpointSettingKeys.TARGET.allowed(), "none"));
        expected.add(List.of(EndpointSettingKeys.ALLOW_ADDRESSES, EndpointSettingKeys.ADDRESSES.allowed(), "none"));
        EndpointSettingKeys.OF_ENDPOINTS.forEach(setting -> expected.add(rowOf(setting)));
        EndpointSettingKeys.REQUIRED_OF_MAIL.forEach(
                setting -> expected.add(List.of(setting.key(), setting.type().allowed(), "required")));
        EndpointSettingKeys.OF_MAIL.forEach(setting -> expected.add(rowOf(setting)));
        DeliveryPolicyKeys.ALL.forEach(setting -> expected.add(rowOf(setting)));

        // When
        List<List<String>> rows = ROW.matcher(Files.readString(DOCUMENT))
                .results()
                .map(row -> List.of(row.group(1), row.group(2), row.group(3)))
                .toList();

        // Then
        assertThat(rows).containsExactlyElementsOf(expected);
    }

    private static <T> List<String> rowOf(Setting<T> setting) {
        return List.of(setting.key(), setting.type().allowed(), setting.type().format(setting.defaultValue()));
    }

    @Test
    void theLimitsOfTheFileAreThoseOfTheCode() throws IOException {
        assertThat(Files.readString(DOCUMENT))
                .contains(
                        "more than " + SourceText.MAXIMUM_LENGTH + " characters",
                        "more than " + YamlDocument.MAXIMUM_DEPTH + " levels",
                        "more than " + YamlDocument.MAXIMUM_ALIASES + " aliases");
    }

    @Test
    void theErrorsShownAreThoseOfTheReader() throws IOException {
        // Given
        String text = """
                queues:
                  orders:
                    visibilityTimeout: 13h
                    maxReciveCount: 5
                    redrivePolicy:
                      deadLetterQueue: orders-dlg
                      maxReceiveCount: 5
                  orders-dlq:
                """;

        // When
        List<String> errors = Documents.errorsOf(text);

        // Then
        assertThat(Files.readAllLines(DOCUMENT))
                .containsSubsequence(
                        errors.stream().map(error -> "etc/" + error).toList());
    }

    @ParameterizedTest
    @MethodSource("yamlBlocks")
    void eachYamlBlockIsAValidConfiguration(String block) {
        BrokerConfiguration configuration = Documents.read(block);

        assertThat(configuration.queues().entries().size()
                        + configuration.topics().topics().size()
                        + configuration.streams().streams().size())
                .isPositive();
    }

    Stream<String> yamlBlocks() throws IOException {
        List<String> blocks = new ArrayList<>();
        for (Path document : documents()) {
            BLOCK.matcher(Files.readString(document))
                    .results()
                    .map(MatchResult::group)
                    .map(block -> block.replaceAll("(?m)^```.*$", ""))
                    .filter(block -> OURS.matcher(block).find())
                    .forEach(blocks::add);
        }
        return blocks.stream();
    }

    private static List<Path> documents() throws IOException {
        try (Stream<Path> docs = Files.walk(PROJECT.resolve("docs"))) {
            return Stream.concat(
                            docs.filter(file -> file.toString().endsWith(".md")),
                            Stream.of(PROJECT.resolve("README.md")).filter(Files::exists))
                    .toList();
        }
    }
}
