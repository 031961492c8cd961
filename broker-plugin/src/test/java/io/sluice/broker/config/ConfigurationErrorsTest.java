package io.sluice.broker.config;

import static io.sluice.broker.config.Documents.errorsOf;
import static io.sluice.broker.config.Documents.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.config.ConfigurationProblem.Code;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationErrorsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"", "\n\n", "# only a comment\n", "---\n", "queues:", "queues: {}", "{}", "\uFEFFqueues: {}"})
    void aFileThatNamesNoQueueIsValid(String text) {
        assertThat(Documents.read(text).queues().entries()).isEmpty();
    }

    @Test
    void allProblemsAreReportedAtOnceInTheOrderOfTheFile() {
        // When
        List<String> errors = errorsOf("""
                queues:
                  orders:
                    visibilityTimeout: 13h
                    visibiltyTimeout: 1h
                    redrivePolicy:
                      deadLetterQueue: nowhere
                  "bad name": { delay: 5 }
                streams: { "a b": {} }
                """);

        // Then
        assertThat(errors)
                .containsExactly(
                        "sluice.yaml:3: queues.orders.visibilityTimeout is 13h; allowed is 0s to 12h",
                        "sluice.yaml:4: queues.orders.visibiltyTimeout is not a known key; did you mean visibilityTimeout?",
                        "sluice.yaml:5: queues.orders.redrivePolicy.maxReceiveCount is missing; it is required, and allowed is 1 to 1000",
                        "sluice.yaml:6: queues.orders.redrivePolicy.deadLetterQueue is nowhere; missing dead-letter queue: add it under queues",
                        "sluice.yaml:7: queues.bad name holds white space or a control character; a queue name may not",
                        "sluice.yaml:7: queues.bad name.delay is 5; a duration has a unit (ms, s, m, h, d), such as 30s or 1h30m; allowed is 0s to 15m",
                        "sluice.yaml:8: streams.a b is no name of a stream; allowed are 1 to 128 letters and digits of ASCII,"
                                + " '.', '_' and '-', with a letter or digit among them");
    }

    @ParameterizedTest
    @CsvSource({
        "VisibilityTimeout, did you mean visibilityTimeout?",
        "maxInflightPerConsumer, did you mean maxInFlightPerConsumer?",
        "leasestart, did you mean leaseStart?",
        "redrive_policy, did you mean redrivePolicy?",
        "dely, did you mean delay?",
    })
    void anUnknownKeyIsAnsweredWithTheNearestKnownOne(String key, String hint) {
        assertThat(errorsOf("queues: { orders: { " + key + ": 1 } }"))
                .containsExactly("sluice.yaml:1: queues.orders." + key + " is not a known key; " + hint);
    }

    @Test
    void anUnknownKeyThatResemblesNoneIsAnsweredWithAllOfThem() {
        assertThat(errorsOf("queues: { orders: { colour: red } }"))
                .singleElement()
                .asString()
                .contains("known are visibilityTimeout, maxInFlightPerConsumer, leaseStart, delay, retention,");
    }

    @Test
    void anUnknownKeyOfTheFileAndOfARedrivePolicyAreErrorsToo() {
        assertThat(errorsOf("queue: {}"))
                .containsExactly("sluice.yaml:1: queue is not a known key; did you mean queues?");
        assertThat(
                        errorsOf(
                                "queues: { a: { redrivePolicy: { deadLetterQueue: b, maxReceiveCount: 1, maxReceives: 1 } }, b: }"))
                .containsExactly("sluice.yaml:1: queues.a.redrivePolicy.maxReceives is not a known key;"
                        + " did you mean maxReceiveCount?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a: { maxInFlightPerGroup: 5 } | a.maxInFlightPerGroup",
                "a: { retryMode: stepOver } | a.retryMode",
                "a: { defaultMessageGroup: g } | a.defaultMessageGroup",
                "a: { contentBasedDeduplication: true } | a.contentBasedDeduplication",
                "a: { deduplicationScope: queue } | a.deduplicationScope",
                "a.fifo.*: { retryMode: stepOver } | a.fifo.*.retryMode",
            })
    void aKeyOfFifoQueuesBelongsToANameThatEndsWithFifo(String entry, String key) {
        // When
        List<ConfigurationProblem> problems = problemsOf("queues: { " + entry + " }");

        // Then
        assertThat(problems)
                .containsExactly(new ConfigurationProblem(
                        "sluice.yaml",
                        1,
                        Code.KEY_OF_FIFO_QUEUE,
                        "queues." + key + " is a key of FIFO queues; the name of a FIFO queue ends with .fifo"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[a] | the file must hold keys, each with a value",
                "text | the file must hold keys, each with a value",
                "queues: [a] | queues must hold keys, each with a value",
                "queues: { a: 30s } | queues.a must hold keys, each with a value",
                "queues: { a: { delay: } } | queues.a.delay has no value; allowed is 0s to 15m",
                "queues: { a: { delay: [1s] } } | queues.a.delay must be a single value; allowed is 0s to 15m",
                "queues: { a: { redrivePolicy: dlq } } | queues.a.redrivePolicy must hold the keys deadLetterQueue and maxReceiveCount",
                "queues: { a: { redrivePolicy: } } | queues.a.redrivePolicy must hold the keys deadLetterQueue and maxReceiveCount",
                "queues: { ? [a] : {} } | queues has a list or mapping as a key; a key is a single value",
                "queues: { '': {} } | queues.'' is empty; a queue needs a name",
                "queues: { sluice.control: {} } | queues.sluice.control begins with a prefix that the broker keeps for itself: sluice. or activemq. or $",
                "queues: { a.#.b: {} } | queues.a.#.b has a # that is not at its end; allowed are wildcards such as legacy.# and *.errors",
            })
    void aValueOfTheWrongKindIsNamed(String text, String reason) {
        assertThat(errorsOf(text)).containsExactly("sluice.yaml:1: " + reason);
    }

    @Test
    void aKeyThatStandsTwiceIsRefusedWithBothLines() {
        assertThat(errorsOf("""
                queues:
                  orders: { delay: 1s,
                    delay: 2s }
                  orders: {}
                queues: {}
                """))
                .containsExactly(
                        "sluice.yaml:3: queues.orders.delay is here for the second time; it stands in line 2 already",
                        "sluice.yaml:4: queues.orders is here for the second time; it stands in line 2 already",
                        "sluice.yaml:5: queues is here for the second time; it stands in line 1 already");
    }

    @Test
    void aValueIsShownOnOneLineAndCut() {
        // When
        List<String> errors = errorsOf("queues: { a: { delay: \"5\\n" + "x".repeat(500) + "\" } }");

        // Then
        assertThat(errors)
                .singleElement()
                .asString()
                .contains("is 5?" + "x".repeat(58) + "...;")
                .hasSizeLessThan(250);
    }
}
