package io.sluice.broker.config;

import static io.sluice.broker.config.Documents.errorsOf;
import static io.sluice.broker.config.Documents.orders;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.fifo.DeduplicationScope;
import io.sluice.broker.fifo.DeduplicationSettings;
import io.sluice.broker.fifo.FifoSettings;
import io.sluice.broker.fifo.GroupLimit;
import io.sluice.broker.fifo.RetryMode;
import io.sluice.broker.message.ByteSize;
import io.sluice.broker.queue.QueueSettings;
import io.sluice.broker.redrive.RedrivePolicy;
import io.sluice.broker.visibility.InFlightLimit;
import io.sluice.broker.visibility.LeaseStart;
import io.sluice.broker.visibility.VisibilitySettings;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueueSettingsReadingTest {

    @ParameterizedTest
    @ValueSource(strings = {"queues: { orders: {} }", "queues:\n  orders:\n", "queues:\n  orders: ~\n"})
    void aQueueWithoutKeysHasTheDefaults(String text) {
        // When
        Optional<QueueSettings> settings = Documents.read(text).queues().settingsOf("orders");

        // Then
        assertThat(settings)
                .contains(new QueueSettings(
                        new VisibilitySettings(
                                Duration.ofSeconds(30), new InFlightLimit.Auto(), LeaseStart.OLDEST_UNSETTLED),
                        Duration.ZERO,
                        Duration.ofDays(4),
                        ByteSize.ofMebibytes(1),
                        Optional.empty(),
                        FifoSettings.DEFAULT));
    }

    @Test
    void eachKeyReachesItsSetting() {
        // When
        QueueSettings settings = orders("visibilityTimeout: 1h30m, maxInFlightPerConsumer: 7, leaseStart: delivery,"
                + " delay: 500ms, retention: 13d23h, maximumMessageSize: 256KiB,"
                + " redrivePolicy: { deadLetterQueue: orders-dlq, maxReceiveCount: 9 }");

        // Then
        assertThat(settings)
                .isEqualTo(new QueueSettings(
                        new VisibilitySettings(Duration.ofMinutes(90), new InFlightLimit.Fixed(7), LeaseStart.DELIVERY),
                        Duration.ofMillis(500),
                        Duration.ofHours(13 * 24 + 23),
                        ByteSize.ofKibibytes(256),
                        Optional.of(new RedrivePolicy("orders-dlq", 9)),
                        FifoSettings.DEFAULT));
    }

    @Test
    void eachKeyOfAFifoQueueReachesItsSetting() {
        // When
        QueueSettings settings = Documents.read(
                        "queues: { '*.fifo': { maxInFlightPerGroup: 1, retryMode: stepOver,"
                                + " defaultMessageGroup: all, contentBasedDeduplication: true, deduplicationScope: messageGroup } }")
                .queues()
                .settingsOf("payments.fifo")
                .orElseThrow();

        // Then
        assertThat(settings.fifo())
                .isEqualTo(new FifoSettings(
                        new GroupLimit.Fixed(1),
                        RetryMode.STEP_OVER,
                        Optional.of("all"),
                        new DeduplicationSettings(true, DeduplicationScope.MESSAGE_GROUP)));
    }

    @ParameterizedTest
    @CsvSource({"auto, Auto[]", "unlimited, Unlimited[]", "1, Fixed[messages=1]", "1000000, Fixed[messages=1000000]"})
    void theInFlightLimitIsAWordOrANumber(String value, String expected) {
        assertThat(orders("maxInFlightPerConsumer: " + value).visibility().maxInFlightPerConsumer())
                .hasToString(expected);
    }

    @Test
    void aWordMayBeQuotedAndAnAliasRepeatsSettings() {
        // When
        QueueSettings settings = Documents.read("""
                        queues:
                          base: &base { visibilityTimeout: "45s" }
                          copy: *base
                        """).queues().settingsOf("copy").orElseThrow();

        // Then
        assertThat(settings.visibility().visibilityTimeout()).isEqualTo(Duration.ofSeconds(45));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "visibilityTimeout: 0s",
                "visibilityTimeout: 12h",
                "visibilityTimeout: 11h59m59s999ms",
                "visibilityTimeout: 43200s",
                "delay: 0ms",
                "delay: 15m",
                "retention: 60s",
                "retention: 1m",
                "retention: 14d",
                "maximumMessageSize: 1KiB",
                "maximumMessageSize: 1024B",
                "maximumMessageSize: 1MiB",
                "maximumMessageSize: 1048576B",
                "maximumMessageSize: 1024KiB",
                "maxInFlightPerConsumer: 1",
                "maxInFlightPerConsumer: 1000000",
                "redrivePolicy: { deadLetterQueue: orders-dlq, maxReceiveCount: 1 }",
                "redrivePolicy: { deadLetterQueue: orders-dlq, maxReceiveCount: 1000 }",
            })
    void takesTheFirstAndTheLastAllowedValue(String keys) {
        assertThat(orders(keys)).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "visibilityTimeout | 12h1ms | 0s to 12h",
                "visibilityTimeout | 43201s | 0s to 12h",
                "visibilityTimeout | 99999999999999999999d | 0s to 12h",
                "delay | 15m1ms | 0s to 15m",
                "retention | 59s999ms | 60s to 14d",
                "retention | 14d1ms | 60s to 14d",
                "maximumMessageSize | 1023B | 1KiB to 1MiB",
                "maximumMessageSize | 1048577B | 1KiB to 1MiB",
                "maximumMessageSize | 99999999999999999999MiB | 1KiB to 1MiB",
                "maxInFlightPerConsumer | 0 | auto, unlimited or 1 to 1000000",
                "maxInFlightPerConsumer | 1000001 | auto, unlimited or 1 to 1000000",
                "maxInFlightPerConsumer | -1 | auto, unlimited or 1 to 1000000",
                "leaseStart | receive | oldestUnsettled or delivery",
            })
    void refusesWhatIsJustOutsideTheRange(String key, String value, String allowed) {
        // When
        var errors = errorsOf("queues:\n  orders:\n    " + key + ": " + value + "\n");

        // Then
        assertThat(errors)
                .containsExactly("sluice.yaml:3: queues.orders." + key + " is " + value + "; allowed is " + allowed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1001", "-5", "99999999999999999999"})
    void refusesAReceiveCountOutside1To1000(String count) {
        // When
        var errors = errorsOf("queues: { dlq: , orders: { redrivePolicy: { deadLetterQueue: dlq, maxReceiveCount: "
                + count + " } } }");

        // Then
        assertThat(errors)
                .containsExactly("sluice.yaml:1: queues.orders.redrivePolicy.maxReceiveCount is " + count
                        + "; allowed is 1 to 1000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "30", "0", "-5s", "1.5h", "30 s", "30sec", "30S", "5m1h", "1h1h", "s", "''", "1h30", "PT30S", "٣s"
            })
    void refusesADurationWithoutAProperUnit(String value) {
        // When
        var errors = errorsOf("queues: { orders: { visibilityTimeout: " + value + " } }");

        // Then
        assertThat(errors)
                .singleElement()
                .asString()
                .isEqualTo("sluice.yaml:1: queues.orders.visibilityTimeout is " + value
                        + "; a duration has a unit (ms, s, m, h, d), such as 30s or 1h30m; allowed is 0s to 12h");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1024", "1MB", "1kib", "1Mi", "0.5MiB", "1KiB1B", "KiB"})
    void refusesASizeWithoutAProperUnit(String value) {
        assertThat(errorsOf("queues: { orders: { maximumMessageSize: " + value + " } }"))
                .containsExactly("sluice.yaml:1: queues.orders.maximumMessageSize is " + value
                        + "; a size has a unit (B, KiB, MiB), such as 256KiB; allowed is 1KiB to 1MiB");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5s", "'5'", "many", "5.0", "0x10", "true", "1_000"})
    void refusesACountThatIsNoWholeNumber(String value) {
        // When
        var errors = errorsOf("queues: { orders: { maxInFlightPerConsumer: " + value + " } }");

        // Then
        assertThat(errors)
                .containsExactly("sluice.yaml:1: queues.orders.maxInFlightPerConsumer is " + value.replace("'", "")
                        + "; it is a word or a whole number; allowed is auto, unlimited or 1 to 1000000");
    }
}
