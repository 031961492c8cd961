package io.sluice.broker.config;

import static io.sluice.broker.config.Documents.errorsOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.message.ByteSize;
import io.sluice.broker.stream.CapacityMode;
import io.sluice.broker.stream.ConsumerGroupSettings;
import io.sluice.broker.stream.DeadLetterPolicy;
import io.sluice.broker.stream.StartPosition;
import io.sluice.broker.stream.StreamSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamReadingTest {

    private static StreamSettings stream(String text) {
        return Documents.read(text).streams().stream("s").orElseThrow();
    }

    @Test
    void whatIsLeftOutHasItsDefault() {
        assertThat(stream("streams: { s: }")).isEqualTo(StreamSettings.DEFAULT);
        assertThat(stream("streams: { s: { consumerGroups: { g: } } }").consumerGroups())
                .containsEntry("g", ConsumerGroupSettings.DEFAULT);
        assertThat(stream("streams: { s: { capacityMode: onDemand } }").shards())
                .isEqualTo(StreamSettings.ON_DEMAND_SHARDS);
        assertThat(stream("streams: { s: { capacityMode: onDemand, shards: 1 } }")
                        .shards())
                .isEqualTo(1);
    }

    @Test
    void eachKeyIsRead() {
        // When
        BrokerConfiguration read = Documents.read("""
                queues: { dead: {} }
                streams:
                  s:
                    capacityMode: onDemand
                    shards: 3
                    retention: 7d
                    retentionSize: 64MiB
                    maximumRecordSize: 10MiB
                    throughputLimits: false
                    consumerGroups:
                      first: { startPosition: AT_TIMESTAMP 2026-01-31T12:00:00Z, visibilityTimeout: 5m }
                      second:
                        startPosition: TRIM_HORIZON
                        redrivePolicy: { deadLetterQueue: dead, maxReceiveCount: 5 }
                """);

        // Then
        StreamSettings stream = read.streams().stream("s").orElseThrow();
        assertThat(stream.capacityMode()).isEqualTo(CapacityMode.ON_DEMAND);
        assertThat(stream.shards()).isEqualTo(3);
        assertThat(stream.retention()).isEqualTo(Duration.ofDays(7));
        assertThat(stream.retentionSize()).contains(ByteSize.ofMebibytes(64));
        assertThat(stream.maximumRecordSize()).isEqualTo(ByteSize.ofMebibytes(10));
        assertThat(stream.throughputLimits()).isFalse();
        assertThat(stream.consumerGroups())
                .containsEntry(
                        "first",
                        new ConsumerGroupSettings(
                                new StartPosition.AtTimestamp(Instant.parse("2026-01-31T12:00:00Z")),
                                Duration.ofMinutes(5),
                                Optional.empty()))
                .containsEntry(
                        "second",
                        new ConsumerGroupSettings(
                                StartPosition.TRIM_HORIZON,
                                Duration.ofSeconds(30),
                                Optional.of(new DeadLetterPolicy("dead", 5))));
        assertThat(read.describe())
                .contains("  s  capacityMode=onDemand shards=3 retention=7d retentionSize=64MiB")
                .contains("    second  startPosition=TRIM_HORIZON visibilityTimeout=30s deadLetterQueue=dead");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "retention: 23h | streams.s.retention is 23h; allowed is 24h to 365d",
                "retention: 366d | streams.s.retention is 366d; allowed is 24h to 365d",
                "shards: 0 | streams.s.shards is 0; allowed is 1 to 10000",
                "maximumRecordSize: 11MiB | streams.s.maximumRecordSize is 11MiB; allowed is 1KiB to 10MiB",
                "retentionSize: 1MiB | streams.s.retentionSize is 1MiB; allowed is 64MiB to 1073741824MiB",
                "shard: 1 | streams.s.shard is not a known key; did you mean shards?",
            })
    void whatIsOutOfRangeIsRefusedWithItsRange(String setting, String error) {
        assertThat(errorsOf("streams: { s: { " + setting + " } }")).containsExactly("sluice.yaml:1: " + error);
    }

    @Test
    void aStreamNeedsANameOfItsOwnAndItsDeadLetterQueuesMustBeThere() {
        assertThat(errorsOf("queues: { s: }\nstreams: { s: }"))
                .containsExactly("sluice.yaml:2: streams.s is the name of a queue of this file, too; a stream needs a"
                        + " name of its own");
        assertThat(errorsOf("topics: { s: }\nstreams: { s: }"))
                .containsExactly("sluice.yaml:2: streams.s is the name of a topic of this file, too; a stream needs a"
                        + " name of its own");
        assertThat(
                        errorsOf(
                                "streams: { s: { consumerGroups: { g: { redrivePolicy: { deadLetterQueue: d, maxReceiveCount: 1 } } } } }"))
                .containsExactly("sluice.yaml:1: streams.s.consumerGroups.g.redrivePolicy.deadLetterQueue is d; missing"
                        + " dead-letter queue: add it under queues");
    }
}
