package io.sluice.broker.config;

import static io.sluice.broker.config.Documents.errorsOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 20, unit = TimeUnit.SECONDS)
class HostileFileTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"[, 10000", "'{a: ', 10000", "'- ', 10000", "'? ', 10000"})
    void deepNestingIsOneErrorLine(String opening, int times) {
        assertThat(errorsOf(opening.repeat(times)))
                .containsExactly("sluice.yaml:1: values are nested more than 20 deep");
    }

    @Test
    void nestingOfTwentyIsNotTooDeepAndOfTwentyOneIs() {
        assertThat(errorsOf("[".repeat(20) + "]".repeat(20)).get(0)).contains("the file must hold keys");
        assertThat(errorsOf("[".repeat(21) + "]".repeat(21)).get(0)).contains("more than 20 deep");
    }

    @Test
    void anAliasBombIsRefused() {
        // Given
        String bomb = IntStream.range(1, 30)
                .mapToObj(i -> "  a" + i + ": &a" + i + " [" + ("*a" + (i - 1) + ", ").repeat(9) + "]\n")
                .collect(Collectors.joining("", "queues:\n  a0: &a0 [x]\n", ""));

        // When
        var errors = errorsOf(bomb);

        // Then
        assertThat(errors).singleElement().asString().contains("there are more than 100 aliases");
    }

    @Test
    void aHundredAliasesAreAllowedAndOneMoreIsNot() {
        assertThat(Documents.read(aliases(100)).queues().entries()).hasSize(101);
        assertThat(errorsOf(aliases(101))).containsExactly("sluice.yaml:103: there are more than 100 aliases (*name)");
    }

    private static String aliases(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "  b" + i + ": *a\n")
                .collect(Collectors.joining("", "queues:\n  a: &a {}\n", ""));
    }

    @Test
    void aMappingThatHoldsItselfIsRefused() {
        assertThat(errorsOf("queues: &q { orders: *q }"))
                .contains("sluice.yaml:1: queues.orders.orders is not a known key; known are visibilityTimeout,"
                        + " maxInFlightPerConsumer, leaseStart, delay, retention, maximumMessageSize, redrivePolicy");
    }

    @Test
    void aHundredAliasesOfAHugeMappingCostNoMoreThanOne() {
        // Given
        String keys = IntStream.range(0, 200_000).mapToObj(i -> "k" + i + ": ,").collect(Collectors.joining());
        String text = "queues:\n  a: &a {" + keys + "}\n"
                + IntStream.range(0, 100).mapToObj(i -> "  b" + i + ": *a\n").collect(Collectors.joining());

        // When
        var errors = errorsOf(text);

        // Then
        assertThat(errors).hasSize(100);
    }

    @Test
    void nobodyIsToldMoreThanAHundredProblems() {
        // Given
        String text = IntStream.range(0, 50_000)
                .mapToObj(i -> "  q" + i + ": { unknown: 1 }\n")
                .collect(Collectors.joining("", "queues:\n", ""));

        // When
        var errors = errorsOf(text);

        // Then
        assertThat(errors).hasSize(100);
    }

    @Test
    void aTabIsNamed() {
        assertThat(errorsOf("queues:\n\torders: {}\n"))
                .containsExactly("sluice.yaml:2: a tab cannot indent a line of YAML; use spaces");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "queues: { orders: {} | 1",
                "queues: \"open | 1",
                "queues: *nobody | 1",
                "a: b: c | 1",
                "@x | 1",
                "%YAML 99999999999999.1 | 1",
                "!x%zz y | 1",
            })
    void brokenYamlIsOneErrorLine(String text, int line) {
        assertThat(errorsOf(text))
                .singleElement()
                .asString()
                .startsWith("sluice.yaml:" + line + ": this is not YAML: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\UFFFFFFFF", "\\U00110000", "\\xGG", "\\ud800", "\\q"})
    void anEscapeThatIsNoCharacterIsOneErrorLine(String escape) {
        assertThat(errorsOf("queues: { \"" + escape + "\": { delay: 1 } }"))
                .isNotEmpty()
                .allSatisfy(error -> assertThat(error).startsWith("sluice.yaml:"));
    }

    @Test
    void aSecondDocumentIsRefused() {
        assertThat(errorsOf("queues: {}\n---\nqueues: {}\n"))
                .singleElement()
                .asString()
                .startsWith("sluice.yaml:2: this is not YAML: expected a single document");
    }

    @Test
    void aTagIsRefused() {
        assertThat(errorsOf("queues:\n  a: !!java.net.URL [x]\n"))
                .containsExactly("sluice.yaml:2: tags such as !!str are not used in this file; leave it out");
    }

    @Test
    void aControlCharacterIsNamedWithItsLine() {
        assertThat(errorsOf("queues:\n  a\u0000: {}\n"))
                .containsExactly("sluice.yaml:2: the character U+0000 is not allowed in YAML");
        assertThat(errorsOf("a: \ud800")).containsExactly("sluice.yaml:1: the character U+D800 is not allowed in YAML");
    }

    @Test
    void aTextOfTheGreatestLengthIsReadAndALongerOneIsNot() {
        // Given
        String longest = "#".repeat(SourceText.MAXIMUM_LENGTH);

        // When, Then
        assertThat(Documents.read(longest).queues().entries()).isEmpty();
        assertThat(errorsOf(longest + "#"))
                .containsExactly("sluice.yaml: the file is too large; allowed are 16777216 characters");
    }

    @Test
    void readsAFileWhoseNameIsInEachMessage() throws Exception {
        // Given
        Path file = Files.writeString(folder.resolve("sluice.yaml"), "queues: { Aufträge: {} }");

        // When
        BrokerConfiguration configuration = new ConfigurationReader().read(file);

        // Then
        assertThat(configuration.queues().namedQueues()).containsOnlyKeys("Aufträge");
    }

    @Test
    void aFileThatIsNotUtf8IsRefusedWithLineAndByte() throws IOException {
        // Given
        Path file = Files.write(
                folder.resolve("latin.yaml"), "queues:\n  Aufträge: {}\n".getBytes(StandardCharsets.ISO_8859_1));

        // When, Then
        assertThatThrownBy(() -> new ConfigurationReader().read(file))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(file + ":2: the byte 0xE4 is not UTF-8; save the file as UTF-8");
    }

    @Test
    void aFileThatEndsWithinACharacterIsRefused() throws IOException {
        // Given
        Path file = Files.write(folder.resolve("cut.yaml"), new byte[] {'a', ':', ' ', (byte) 0xC3});

        // When, Then
        assertThatThrownBy(() -> new ConfigurationReader().read(file))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("is not UTF-8");
    }

    @Test
    void aFileThatIsMissingAFolderOrTooLargeIsRefused() throws IOException {
        // Given
        Path missing = folder.resolve("missing.yaml");
        Path large = Files.write(folder.resolve("large.yaml"), new byte[SourceText.MAXIMUM_LENGTH + 1]);

        // When, Then
        assertThatThrownBy(() -> new ConfigurationReader().read(missing))
                .hasMessage(missing + ": the file does not exist");
        assertThatThrownBy(() -> new ConfigurationReader().read(folder))
                .hasMessageContaining("the file cannot be read");
        assertThatThrownBy(() -> new ConfigurationReader().read(large)).hasMessageContaining("the file is too large");
    }
}
