package io.sluice.broker.fanout.filter;

import static io.sluice.broker.fanout.filter.FilterPolicyScope.MESSAGE_BODY;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What docs/filter-policies.md says is so. */
class FilterPolicyDocumentTest {

    private static final Path PAGE = Path.of("..", "docs", "filter-policies.md");
    private static final Pattern BLOCK = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);
    private static final Pattern EXAMPLE =
            Pattern.compile("^\\| `(\\{.*?\\})` \\| `(\\{.*?\\})` \\| (yes|no) \\|$", Pattern.MULTILINE);
    private static final Pattern ENTRY = Pattern.compile("^\\|.*\\| `(\\{.*\\})` \\|$", Pattern.MULTILINE);

    record Example(String policy, String content, boolean fits) {}

    static List<Example> examples() {
        return found(EXAMPLE)
                .map(row -> new Example(row.group(1), row.group(2), row.group(3).equals("yes")))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void anExampleFitsAsItSays(Example example) throws Exception {
        // Given
        FilterPolicy policy = FilterPolicy.parse(example.policy(), MESSAGE_BODY);

        // When
        boolean fits = Messages.fits(policy, Messages.body(example.content()));

        // Then
        assertThat(fits).isEqualTo(example.fits());
    }

    @Test
    void everyPolicyIsValid() throws Exception {
        // Given
        List<String> policies = Stream.concat(found(BLOCK), found(ENTRY))
                .map(policy -> policy.group(1))
                .toList();

        // When
        for (String policy : policies) {
            FilterPolicy.parse(policy, MESSAGE_BODY);
        }

        // Then
        assertThat(policies).hasSizeGreaterThanOrEqualTo(12);
        assertThat(examples()).hasSizeGreaterThanOrEqualTo(12);
    }

    @Test
    void namesTheLimitsThatThereAre() throws Exception {
        // When
        String page = Files.readString(PAGE);

        // Then
        assertThat(page)
                .contains("counts once | " + FilterPolicy.MAXIMUM_KEYS + " |")
                .contains("added up | " + FilterPolicy.MAXIMUM_COMBINATIONS + " |")
                .contains("others 3 | " + FilterPolicy.MAXIMUM_WILDCARD_COMPLEXITY + " |")
                .contains("| size | " + FilterPolicy.MAXIMUM_BYTES / 1024 + " KiB |")
                .contains("deeper than " + BodyReader.MAXIMUM_DEPTH + " levels");
    }

    private static Stream<MatchResult> found(Pattern pattern) {
        try {
            return pattern.matcher(Files.readString(PAGE)).results();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
