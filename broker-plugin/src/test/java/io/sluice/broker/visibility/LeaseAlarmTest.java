package io.sluice.broker.visibility;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LeaseAlarmTest {

    private static final long TIMEOUT = TimedLeases.TIMEOUT.toNanos();
    private static final long START = 0;

    private final ConsumerLeases leases =
            new ConsumerLeases(TimedLeases.settings(TimedLeases.TIMEOUT, LeaseStart.OLDEST_UNSETTLED), START);
    private final LeaseAlarm alarm = new LeaseAlarm(false);
    private final LeaseAlarm asking = new LeaseAlarm(true);

    private Lease deliver(String message) {
        Lease lease = new ModelLease(message);
        leases.grant(lease, START);
        return lease;
    }

    @Test
    void nothingInFlightNeedsNoAlarm() {
        // When
        long alarmIn = alarm.set(leases, START);

        // Then
        assertThat(alarmIn).isEqualTo(LeaseAlarm.NONE);
    }

    @Test
    void anAlarmThatWasNotNeededCanBeSetLater() {
        // Given
        alarm.set(leases, START);
        deliver("a");

        // When
        long alarmIn = alarm.set(leases, START);

        // Then
        assertThat(alarmIn).isEqualTo(TIMEOUT);
    }

    @Test
    void goesOffAtTheFirstDeadline() {
        // Given
        deliver("a");

        // When
        long alarmIn = alarm.set(leases, START + 1);

        // Then
        assertThat(alarmIn).isEqualTo(TIMEOUT - 1);
    }

    @Test
    void isSetOnce() {
        // Given
        deliver("a");
        alarm.set(leases, START);
        deliver("b");

        // When
        long alarmIn = alarm.set(leases, START);

        // Then
        assertThat(alarmIn).isEqualTo(LeaseAlarm.NONE);
    }

    @Test
    void staysSetWhenTheLeaseEndsThatItWasSetFor() {
        // Given
        Lease a = deliver("a");
        deliver("b");
        alarm.set(leases, START);
        leases.settle(a, START + 1);

        // When
        long alarmIn = alarm.set(leases, START + 1);

        // Then
        assertThat(alarmIn).isEqualTo(LeaseAlarm.NONE);
    }

    @Test
    void isSetAnewAfterItWentOffEarly() {
        // Given
        Lease a = deliver("a");
        deliver("b");
        alarm.set(leases, START);
        leases.settle(a, START + 1);
        alarm.wentOff();

        // When
        long alarmIn = alarm.set(leases, START + TIMEOUT);

        // Then
        assertThat(alarmIn).isEqualTo(1);
    }

    @Test
    void aDeadlineThatHasPassedIsDueNow() {
        // Given
        deliver("a");

        // When
        long alarmIn = alarm.set(leases, START + TIMEOUT + Duration.ofSeconds(1).toNanos());

        // Then
        assertThat(alarmIn).isZero();
    }

    @Test
    void aClientThatCanBeAskedIsAskedAtHalfTime() {
        // Given
        deliver("a");

        // When
        long alarmIn = asking.set(leases, START);

        // Then
        assertThat(alarmIn).isEqualTo(TIMEOUT / 2);
    }

    @Test
    void afterTheQuestionItGoesOffAtTheDeadline() {
        // Given
        Lease a = deliver("a");
        asking.set(leases, START);
        asking.wentOff();
        asking.asksAbout(a);

        // When
        long alarmIn = asking.set(leases, START + TIMEOUT / 2);

        // Then
        assertThat(alarmIn).isEqualTo(TIMEOUT - TIMEOUT / 2);
    }

    @Test
    void theNextOldestMessageIsAskedAboutAtHalfOfItsOwnTime() {
        // Given
        Lease a = deliver("a");
        deliver("b");
        asking.asksAbout(a);
        leases.settle(a, START + TIMEOUT / 2);

        // When
        long alarmIn = asking.set(leases, START + TIMEOUT / 2);

        // Then
        assertThat(alarmIn).isEqualTo(TIMEOUT / 2);
    }

    @Test
    void asksOnceAboutEachMessage() {
        // Given
        Lease a = deliver("a");
        Lease b = deliver("b");

        // Then
        assertThat(asking.asksAbout(a)).isTrue();
        assertThat(asking.asksAbout(a)).isFalse();
        assertThat(asking.asksAbout(b)).isTrue();
    }

    @Test
    void asksNothingIfNothingIsInFlight() {
        // Then
        assertThat(asking.asksAbout(null)).isFalse();
    }

    @Test
    void doesNotAskAClientThatCannotBeAsked() {
        // Given
        Lease a = deliver("a");

        // Then
        assertThat(alarm.asksAbout(a)).isFalse();
    }
}
