package io.sluice.broker.artemis.stream.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.broker.artemis.stream.RecordContent;
import io.sluice.broker.stream.PartitionKey;
import io.sluice.broker.stream.SequenceNumber;
import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.segment.StoredRecord;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.utils.UUIDGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordMessagesTest {

    private static final long ARRIVAL = 1_795_249_800_250L;

    private final RecordMessages messages = new RecordMessages("telemetry", new ShardId(2));

    private static CoreMessage put() {
        CoreMessage message = new CoreMessage(5, 64);
        message.setType(Message.TEXT_TYPE).setPriority((byte) 7).setTimestamp(1_768_867_200_000L);
        message.setUserID(UUIDGenerator.getInstance().generateUUID());
        message.getBodyBuffer().writeNullableSimpleString(SimpleString.of("café"));
        return message;
    }

    private static StoredRecord record(CoreMessage put, Optional<PartitionKey> key) {
        return new StoredRecord(4711, ARRIVAL, 99, key, RecordContent.encode(put));
    }

    @Test
    void aMessageSaysWhatWasPutAndWhatTheStreamKnows() {
        // Given
        CoreMessage put = put();
        put.putStringProperty("text", "x");
        put.putIntProperty("int", 7);

        // When
        CoreMessage read = messages.of(record(put, Optional.of(new PartitionKey("träck"))), 12, 0);

        // Then
        assertThat(read.getMessageID()).isEqualTo(12);
        assertThat(read.getAddress()).isEqualTo("telemetry");
        assertThat(read.isDurable()).isTrue();
        assertThat(read.getType()).isEqualTo(Message.TEXT_TYPE);
        assertThat(read.getPriority()).isEqualTo((byte) 4);
        assertThat(read.getTimestamp()).isEqualTo(1_768_867_200_000L);
        assertThat(read.getExpiration()).isZero();
        assertThat(read.getUserID()).isEqualTo(put.getUserID());
        assertThat(String.valueOf(read.getReadOnlyBodyBuffer().readNullableSimpleString()))
                .isEqualTo("café");
        assertThat(read.getStringProperty("text")).isEqualTo("x");
        assertThat(read.getIntProperty("int")).isEqualTo(7);
        assertThat(read.getStringProperty("sluice_sequence_number")).isEqualTo("100000000000000047110000000002");
        assertThat(read.getStringProperty("sluice_shard_id")).isEqualTo("shardId-000000000002");
        assertThat(read.getStringProperty("sluice_partition_key")).isEqualTo("träck");
        assertThat(read.getLongProperty("sluice_arrival_timestamp")).isEqualTo(ARRIVAL);
        assertThat(read.getPropertyNames()).hasSize(6);
    }

    @Test
    void whatTheStreamKnowsIsThereWithoutPropertiesUserIdKeyAndBodyToo() {
        // Given
        CoreMessage put = new CoreMessage(5, 64);

        // When
        CoreMessage read = messages.of(record(put, Optional.empty()), 12, 3);

        // Then
        assertThat(read.getUserID()).isNull();
        assertThat(read.getReadOnlyBodyBuffer().readableBytes())
                .isEqualTo(put.getReadOnlyBodyBuffer().readableBytes());
        assertThat(read.getLongProperty("sluice_records_trimmed")).isEqualTo(3);
        assertThat(read.getPropertyNames().stream().map(String::valueOf))
                .containsExactlyInAnyOrder(
                        "sluice_sequence_number",
                        "sluice_shard_id",
                        "sluice_arrival_timestamp",
                        "sluice_records_trimmed");
    }

    @Test
    void whatTheStreamKnowsGoesForWhatWasPutUnderTheSameName() {
        // Given
        CoreMessage put = put();
        put.putStringProperty("sluice_sequence_number", "1");
        put.putStringProperty("sluice_shard_id", "of another stream");

        // When
        CoreMessage read = messages.of(record(put, Optional.empty()), 12, 0);

        // Then
        assertThat(read.getStringProperty("sluice_sequence_number")).isEqualTo("100000000000000047110000000002");
        assertThat(read.getStringProperty("sluice_shard_id")).isEqualTo("shardId-000000000002");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 9, 10, 4711, 1_000_000_000_000L, Long.MAX_VALUE})
    void eachRecordHasItsOwnNumberWithAllDigits(long place) {
        // Given
        ByteBuffer content = RecordContent.encode(put());
        messages.of(new StoredRecord(Long.MAX_VALUE - 1, ARRIVAL, 99, Optional.empty(), content), 11, 0);

        // When
        CoreMessage read = messages.of(new StoredRecord(place, ARRIVAL, 99, Optional.empty(), content), 12, 0);

        // Then
        assertThat(read.getStringProperty("sluice_sequence_number"))
                .isEqualTo(new SequenceNumber(new ShardId(2), place).toString());
    }

    @Test
    void aKeyMayHaveAnyCharacters() {
        String key = "Lkw 7 \u00e4\u20ac\ud83d\ude9a";

        CoreMessage read = messages.of(record(put(), Optional.of(new PartitionKey(key))), 12, 0);

        assertThat(read.getStringProperty("sluice_partition_key")).isEqualTo(key);
    }

    @Test
    void aContentMayBeginAnywhereInABuffer() {
        // Given
        ByteBuffer content = RecordContent.encode(put());
        ByteBuffer large = ByteBuffer.allocate(content.remaining() + 20);
        ByteBuffer inside = large.slice(7, content.remaining()).put(content).flip();

        // When
        CoreMessage read = messages.of(new StoredRecord(1, ARRIVAL, 99, Optional.empty(), inside), 12, 0);

        // Then
        assertThat(String.valueOf(read.getReadOnlyBodyBuffer().readNullableSimpleString()))
                .isEqualTo("café");
    }

    @Test
    void itIsTheSameWhenItIsEncodedAnew() {
        // Given
        CoreMessage put = put();
        put.putStringProperty("text", "x");
        CoreMessage read = messages.of(record(put, Optional.of(new PartitionKey("k"))), 12, 0);
        int bytes = read.getEncodeSize();

        // When
        read.putStringProperty("more", "y".repeat(1000));

        // Then
        assertThat(read.getEncodeSize()).isGreaterThan(bytes + 2000);
        assertThat(read.removeProperty("more")).isNotNull();
        assertThat(read.getEncodeSize()).isEqualTo(bytes);
        assertThat(String.valueOf(read.getReadOnlyBodyBuffer().readNullableSimpleString()))
                .isEqualTo("café");
    }

    @Test
    void whatIsNoMessageIsRefused() {
        ByteBuffer content = RecordContent.encode(put());
        content.put(0, (byte) 2);
        StoredRecord record = new StoredRecord(1, ARRIVAL, 99, Optional.empty(), content);

        assertThatThrownBy(() -> messages.of(record, 12, 0)).hasMessageContaining("not of version 1");
    }
}
