package io.sluice.broker.artemis.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.protocol.amqp.broker.AMQPStandardMessage;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.message.impl.MessageImpl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageAgeTest {

    private static final long NOW = 1_800_000_000_000L;
    private static final long SKEW = MessageAge.TOLERATED_SKEW_MILLIS;
    private static final Duration RETENTION = Duration.ofHours(1);

    @ParameterizedTest
    @ValueSource(longs = {-SKEW, 0, SKEW})
    void believesAClientWhoseClockIsWithinTheTolerance(long skew) {
        // Given
        Message message = sentAt(NOW + skew);

        // When
        MessageAge.noteArrival(message, NOW);

        // Then
        assertThat(MessageAge.sentMillis(message)).isEqualTo(NOW + skew);
    }

    @ParameterizedTest
    @ValueSource(longs = {-SKEW - 1, SKEW + 1, -NOW})
    void takesItsOwnTimeForAClientWhoseClockIsWrongOrMissing(long skew) {
        // Given
        Message message = sentAt(NOW + skew);

        // When
        MessageAge.noteArrival(message, NOW);

        // Then
        assertThat(MessageAge.sentMillis(message)).isEqualTo(NOW);
        assertThat(message.getTimestamp()).isEqualTo(NOW + skew);
    }

    @Test
    void keepsTheTimeThatWasNotedFirst() {
        // Given
        Message message = sentAt(0);
        MessageAge.noteArrival(message, NOW);

        // When
        MessageAge.noteArrival(message, NOW + SKEW);

        // Then
        assertThat(MessageAge.sentMillis(message)).isEqualTo(NOW);
    }

    @Test
    void notesTheTimeSoThatJmsClientsCanReadEveryPropertyAsText() {
        for (Message message : List.of(sentAt(0), amqpSentAt(0))) {
            // When
            MessageAge.noteArrival(message, NOW);

            // Then
            ICoreMessage seen = message.toCore();
            assertThat(seen.getPropertyNames())
                    .extracting(SimpleString::toString)
                    .contains("_sluice_sent");
            assertThat(seen.getStringProperty("_sluice_sent")).isEqualTo(String.valueOf(NOW));
            assertThat(MessageAge.sentMillis(message)).isEqualTo(NOW);
        }
    }

    private static Message amqpSentAt(long millis) {
        MessageImpl message = new MessageImpl();
        message.setCreationTime(millis);
        message.setBody(new AmqpValue("x"));
        byte[] bytes = new byte[256];
        int length = message.encode(bytes, 0, bytes.length);
        return new AMQPStandardMessage(0, Arrays.copyOf(bytes, length), null);
    }

    @Test
    void aCopyKeepsTheAge() {
        // Given
        Message message = sentAt(0);
        MessageAge.noteArrival(message, NOW);

        // When
        Message copy = message.copy(2, true);

        // Then
        assertThat(MessageAge.sentMillis(copy)).isEqualTo(NOW);
    }

    @Test
    void isTooOldAtTheEndOfTheRetentionAndNotAMillisecondBefore() {
        // Given
        Message message = sentAt(NOW);

        // Then
        assertThat(MessageAge.isOlderThan(RETENTION, message, NOW + RETENTION.toMillis() - 1))
                .isFalse();
        assertThat(MessageAge.isOlderThan(RETENTION, message, NOW + RETENTION.toMillis()))
                .isTrue();
    }

    @Test
    void countsFromTheNotedTimeIfTheMessagesOwnIsWrong() {
        // Given
        Message fromThePast = sentAt(NOW - RETENTION.toMillis());
        Message fromTheFuture = sentAt(NOW + RETENTION.toMillis());
        MessageAge.noteArrival(fromThePast, NOW);
        MessageAge.noteArrival(fromTheFuture, NOW);

        // Then
        assertThat(MessageAge.isOlderThan(RETENTION, fromThePast, NOW + RETENTION.toMillis() - 1))
                .isFalse();
        assertThat(MessageAge.isOlderThan(RETENTION, fromThePast, NOW + RETENTION.toMillis()))
                .isTrue();
        assertThat(MessageAge.isOlderThan(RETENTION, fromTheFuture, NOW)).isFalse();
    }

    @Test
    void countsAnewForACopyWhoseRetentionBeginsWithTheMove() {
        for (Message copy : List.of(sentAt(NOW), amqpSentAt(NOW))) {
            // Given
            long moved = NOW + RETENTION.toMillis() / 2;

            // When
            MessageAge.beginRetention(copy, moved);

            // Then
            assertThat(MessageAge.isOlderThan(RETENTION, copy, moved + RETENTION.toMillis() - 1))
                    .isFalse();
            assertThat(MessageAge.isOlderThan(RETENTION, copy, moved + RETENTION.toMillis()))
                    .isTrue();
            assertThat(MessageAge.sentMillis(copy)).isEqualTo(NOW);
        }
    }

    @Test
    void aMessageOfUnknownAgeIsNeverTooOld() {
        assertThat(MessageAge.isOlderThan(RETENTION, sentAt(0), NOW)).isFalse();
    }

    private static Message sentAt(long millis) {
        return new CoreMessage(1, 64).setAddress("orders").setTimestamp(millis);
    }
}
