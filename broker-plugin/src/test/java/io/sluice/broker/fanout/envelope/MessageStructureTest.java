package io.sluice.broker.fanout.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageStructureTest {

    @Test
    void givesEachProtocolItsOwnBodyAndTheOthersTheDefault() throws Exception {
        // Given
        MessageStructure structure =
                MessageStructure.parse("{\"default\":\"d\",\"https\":\"h\",\"email\":\"\",\"unknown\":\"u\"}");

        // When, Then
        assertThat(structure.bodyFor("https")).isEqualTo("h");
        assertThat(structure.bodyFor("email")).isEmpty();
        assertThat(structure.bodyFor("http")).isEqualTo("d");
        assertThat(structure.bodyFor("sqs")).isEqualTo("d");
    }

    @Test
    void ignoresMembersThatAreNoText() throws Exception {
        assertThat(MessageStructure.parse(
                                "{\"sqs\":{\"a\":[1,{\"default\":2}]},\"http\":5,\"https\":null,\"default\":\"d\"}")
                        .bodyFor("http"))
                .isEqualTo("d");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"http\":\"h\"}", "{\"default\":5}", "{\"default\":{\"default\":\"d\"}}"})
    void needsATextNamedDefault(String body) {
        assertThatExceptionOfType(InvalidMessageStructureException.class)
                .isThrownBy(() -> MessageStructure.parse(body))
                .withMessage("Invalid parameter: Message Structure - No default entry in JSON message body");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "text",
                "[]",
                "\"default\"",
                "{\"default\":\"d\"",
                "{\"default\":\"d\"} {}",
                "{\"default\":\"d\",\"default\":\"e\"}",
                "{\"default\":\"d\",\"x\":{\"a\":1,\"a\":2}}",
                "{default:\"d\"}",
            })
    void refusesWhatIsNotOneJsonObjectWithEachMemberOnce(String body) {
        assertThatExceptionOfType(InvalidMessageStructureException.class)
                .isThrownBy(() -> MessageStructure.parse(body))
                .withMessage("Invalid parameter: Message Structure - JSON message body failed to parse");
    }

    @Test
    void refusesABodyThatIsTenThousandDeepInsteadOfRunningOutOfStack() {
        assertThatExceptionOfType(InvalidMessageStructureException.class)
                .isThrownBy(() -> MessageStructure.parse("{\"default\":\"d\",\"x\":" + "[".repeat(10_000)));
    }
}
