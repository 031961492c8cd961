package io.sluice.broker.config;

import static io.sluice.broker.config.Documents.errorsOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeadLetterChecksTest {

    @Test
    void aChainThatEndsIsAllowed() {
        assertThat(Documents.read("""
                queues:
                  a: { redrivePolicy: { deadLetterQueue: b, maxReceiveCount: 1 } }
                  b: { redrivePolicy: { deadLetterQueue: c, maxReceiveCount: 1 } }
                  c:
                """).warnings()).isEmpty();
    }

    @Test
    void aDeadLetterQueueMustBeNamedEvenIfAWildcardMatchesIt() {
        assertThat(errorsOf("""
                queues:
                  legacy.#:
                    redrivePolicy: { deadLetterQueue: legacy.dlq, maxReceiveCount: 1 }
                """))
                .containsExactly("sluice.yaml:3: queues.legacy.#.redrivePolicy.deadLetterQueue is legacy.dlq;"
                        + " missing dead-letter queue: add it under queues");
    }

    @Test
    void aNamedDeadLetterQueueIsOutOfTheWildcardThatMatchesIt() {
        assertThat(Documents.read("""
                queues:
                  legacy.#: { redrivePolicy: { deadLetterQueue: legacy.dlq, maxReceiveCount: 1 } }
                  legacy.dlq:
                """)
                        .queues()
                        .settingsOf("legacy.dlq")
                        .orElseThrow()
                        .redrivePolicy())
                .isEmpty();
    }

    @Test
    void aWildcardIsNoDeadLetterQueue() {
        assertThat(errorsOf("queues: { a: { redrivePolicy: { deadLetterQueue: 'b.*', maxReceiveCount: 1 } }, 'b.*': }"))
                .containsExactly("sluice.yaml:1: queues.a.redrivePolicy.deadLetterQueue is b.*;"
                        + " allowed is the name of one queue of this file");
    }

    @Test
    void loopsAreRefusedAndDrawn() {
        assertThat(errorsOf("""
                queues:
                  a: { redrivePolicy: { deadLetterQueue: b, maxReceiveCount: 1 } }
                  b: { redrivePolicy: { deadLetterQueue: a, maxReceiveCount: 1 } }
                  self: { redrivePolicy: { deadLetterQueue: self, maxReceiveCount: 1 } }
                """))
                .containsExactly(
                        "sluice.yaml:2: queues.a.redrivePolicy.deadLetterQueue closes a loop of dead-letter queues:"
                                + " a -> b -> a; allowed is a chain that ends",
                        "sluice.yaml:4: queues.self.redrivePolicy.deadLetterQueue closes a loop of dead-letter queues:"
                                + " self -> self; allowed is a chain that ends");
    }

    @Test
    void aLoopReachedFromAWildcardIsReportedOnceAtTheQueueThatClosesIt() {
        assertThat(errorsOf("""
                queues:
                  legacy.#: { redrivePolicy: { deadLetterQueue: legacy.dlq, maxReceiveCount: 1 } }
                  legacy.dlq: { redrivePolicy: { deadLetterQueue: legacy.dlq, maxReceiveCount: 1 } }
                """))
                .containsExactly("sluice.yaml:3: queues.legacy.dlq.redrivePolicy.deadLetterQueue closes a loop of"
                        + " dead-letter queues: legacy.dlq -> legacy.dlq; allowed is a chain that ends");
    }

    @ParameterizedTest
    @CsvSource({"20, q19 -> q0; allowed is a chain that ends", "21, q19 -> (1 more) -> q0; allowed is a chain that ends"
    })
    void aLoopOfMoreThanTwentyQueuesIsDrawnInPart(int queues, String end) {
        // Given
        String text = IntStream.range(0, queues)
                .mapToObj(i -> "  q" + i + ": { redrivePolicy: { maxReceiveCount: 1, deadLetterQueue: q"
                        + (i + 1) % queues + " } }\n")
                .collect(Collectors.joining("", "queues:\n", ""));

        // When
        List<String> errors = errorsOf(text);

        // Then
        assertThat(errors)
                .singleElement()
                .asString()
                .contains("queues: q0 -> q1 -> q2")
                .endsWith(end);
    }

    @Test
    void aShorterRetentionThanThatOfTheSourceIsAWarning() {
        // When
        var warnings = Documents.read("""
                queues:
                  a:
                    retention: 2d
                    redrivePolicy:
                      deadLetterQueue: b
                      maxReceiveCount: 1
                  b: { retention: 1d23h59m }
                """).warnings();

        // Then
        assertThat(warnings)
                .extracting(ConfigurationProblem::toString)
                .containsExactly(
                        "sluice.yaml:5: the retention of the dead-letter queue b is 1d23h59m, shorter than the 2d"
                                + " of a; a dead letter keeps its age, so it can expire at once");
    }

    @Test
    void aShorterRetentionOfAFifoQueueIsNoWarningBecauseItBeginsAnewThere() {
        assertThat(Documents.read("""
                        queues:
                          a.fifo:
                            retention: 2d
                            redrivePolicy: { deadLetterQueue: b.fifo, maxReceiveCount: 1 }
                          b.fifo: { retention: 1d }
                        """).warnings()).isEmpty();
    }

    @Test
    void theSameRetentionIsNoWarning() {
        assertThat(Documents.read("queues: { a: { redrivePolicy: { deadLetterQueue: b, maxReceiveCount: 1 } }, b: }")
                        .warnings())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a.fifo | b | b; the dead-letter queue of a FIFO queue must be a FIFO queue",
                "a | b.fifo | b.fifo; only a FIFO queue may have a FIFO queue as its dead-letter queue",
            })
    void aDeadLetterQueueIsOfTheKindOfItsSource(String source, String target, String reason) {
        // When
        List<String> errors = Documents.errorsOf("queues: { " + source + ": { redrivePolicy: { deadLetterQueue: "
                + target + ", maxReceiveCount: 1 } }, " + target + ": }");

        // Then
        assertThat(errors)
                .containsExactly("sluice.yaml:1: queues." + source + ".redrivePolicy.deadLetterQueue is " + reason);
    }

    @Test
    void aFifoQueueMayHaveAFifoDeadLetterQueue() {
        assertThat(
                        Documents.read(
                                "queues: { a.fifo: { redrivePolicy: { deadLetterQueue: b.fifo, maxReceiveCount: 1 } }, b.fifo: }"))
                .isNotNull();
    }
}
