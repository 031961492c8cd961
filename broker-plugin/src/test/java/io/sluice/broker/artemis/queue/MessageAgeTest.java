package io.sluice.broker.artemis.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
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
    void aMessageOfUnknownAgeIsNeverTooOld() {
        assertThat(MessageAge.isOlderThan(RETENTION, sentAt(0), NOW)).isFalse();
    }

    private static Message sentAt(long millis) {
        return new CoreMessage(1, 64).setAddress("orders").setTimestamp(millis);
    }
}
