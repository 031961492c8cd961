package io.sluice.broker.artemis.stream.read;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.activemq.artemis.core.filter.impl.FilterImpl;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a selector says of record 12 of shard 2, which is red. */
class PositionFilterTest {

    private static CoreMessage twelfth() {
        CoreMessage message = new CoreMessage(7, 64);
        message.putStringProperty("sluice_sequence_number", "100000000000000000120000000002");
        message.putLongProperty("sluice_arrival_timestamp", 1_700_000_000_000L);
        message.putStringProperty("colour", "red");
        return message;
    }

    private static boolean matches(String selector) throws Exception {
        return new PositionFilter(FilterImpl.createFilter(selector)).match(twelfth());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sluice_sequence_number = 12",
                "sluice_sequence_number = '12'",
                "'12' = sluice_sequence_number",
                "sluice_sequence_number <> '13'",
                "sluice_sequence_number > 11",
                "sluice_sequence_number >= 12",
                "sluice_sequence_number < 13",
                "sluice_sequence_number BETWEEN 12 AND 13",
                "sluice_sequence_number NOT BETWEEN 13 AND 14",
                "NOT (sluice_sequence_number = '13')",
                "sluice_sequence_number IN ('11', '12')",
                "sluice_sequence_number NOT IN ('11', '13')",
                "sluice_sequence_number = 13 OR colour = 'red'",
                "sluice_sequence_number = 100000000000000000120000000002",
                "sluice_sequence_number = '100000000000000000120000000002'",
                "sluice_sequence_number='100000000000000000120000000002'",
                "'100000000000000000120000000002' = sluice_sequence_number",
                "sluice_sequence_number <> '100000000000000000130000000002'",
                "sluice_sequence_number >= 100000000000000000120000000002",
                "sluice_sequence_number > 100000000000000000110000000002",
                "sluice_sequence_number < 100000000000000000120000000003",
                "sluice_sequence_number IN ('100000000000000000120000000002', '100000000000000000140000000002')",
                "sluice_sequence_number NOT IN ('100000000000000000110000000002')",
                "sluice_arrival_timestamp >= 1700000000000 AND colour = 'red'",
            })
    void selectsIt(String selector) throws Exception {
        assertThat(matches(selector)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sluice_sequence_number = 13",
                "sluice_sequence_number = '13'",
                "sluice_sequence_number <> '12'",
                "sluice_sequence_number > 12",
                "sluice_sequence_number < 12",
                "NOT (sluice_sequence_number = '12')",
                "sluice_sequence_number IN ('11', '13')",
                "sluice_sequence_number NOT IN ('11', '12')",
                "sluice_sequence_number = 12 AND colour = 'green'",
                "sluice_sequence_number = '100000000000000000120000000003'",
                "sluice_sequence_number <> '100000000000000000120000000002'",
                "sluice_sequence_number > 100000000000000000120000000002",
                "sluice_sequence_number NOT IN ('100000000000000000120000000002')",
                "sluice_arrival_timestamp > 1700000000000",
            })
    void excludesIt(String selector) throws Exception {
        assertThat(matches(selector)).isFalse();
    }
}
