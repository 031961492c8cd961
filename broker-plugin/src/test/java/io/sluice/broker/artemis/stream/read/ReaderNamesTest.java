package io.sluice.broker.artemis.stream.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.stream.ShardId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReaderNamesTest {

    @ParameterizedTest
    @ValueSource(strings = {"dashboard", "dashboard.telemetry", "dashboard:global"})
    void allNamesOfAReaderMeanIt(String queue) {
        // When Then
        assertThat(ReaderNames.readerOf(queue, "telemetry")).isEqualTo("dashboard");
        assertThat(ReaderNames.all("dashboard", "telemetry")).contains(queue);
    }

    @Test
    void onlyTheNameOfAShardIsOne() {
        // When Then
        assertThat(ReaderNames.shardOf("shardId-000000000002")).contains(new ShardId(2));
        assertThat(ReaderNames.shardOf("shardId-2")).isEmpty();
        assertThat(ReaderNames.shardOf("dashboard")).isEmpty();
        assertThat(ReaderNames.readerOf(".telemetry", "telemetry")).isEqualTo(".telemetry");
    }
}
