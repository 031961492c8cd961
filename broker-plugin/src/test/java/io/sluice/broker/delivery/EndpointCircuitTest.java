package io.sluice.broker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class EndpointCircuitTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final EndpointCircuit circuit = new EndpointCircuit();

    private void fail(int times, long now) {
        for (int i = 0; i < times; i++) {
            circuit.attempted();
            circuit.failed(now);
        }
    }

    @Test
    void opensAtTheFifthFailureInARowAndNotBefore() {
        fail(4, 0);
        assertThat(circuit.permits(0)).isTrue();
        assertThat(circuit.failed(0)).isTrue();
        assertThat(circuit.permits(0)).isFalse();
        assertThat(circuit.isOpen()).isTrue();
    }

    @Test
    void forgetsFailuresBeforeASuccess() {
        fail(4, 0);
        assertThat(circuit.succeeded()).isFalse();
        fail(4, 0);
        assertThat(circuit.isOpen()).isFalse();
    }

    @Test
    void letsOneProbeThroughWhenThePauseIsOver() {
        fail(5, 0);
        assertThat(circuit.permits(SECOND - 1)).isFalse();
        assertThat(circuit.nanosUntilProbe(SECOND - 1)).isEqualTo(1);
        assertThat(circuit.permits(SECOND)).isTrue();
        circuit.attempted();
        assertThat(circuit.permits(SECOND)).isFalse();
        assertThat(circuit.nanosUntilProbe(SECOND)).isZero();
    }

    @Test
    void closesWhenTheProbeSucceeds() {
        fail(5, 0);
        circuit.attempted();
        assertThat(circuit.succeeded()).isTrue();
        assertThat(circuit.permits(SECOND)).isTrue();
        assertThat(circuit.isOpen()).isFalse();
    }

    @Test
    void pausesTwiceAsLongAfterEachFailedProbeUpToAMinute() {
        fail(5, 0);
        long now = 0;
        for (long pause : new long[] {1, 2, 4, 8, 16, 32, 60, 60}) {
            assertThat(circuit.nanosUntilProbe(now)).isEqualTo(pause * SECOND);
            now += pause * SECOND;
            circuit.attempted();
            assertThat(circuit.failed(now)).isFalse();
        }
    }

    @Test
    void beginsWithTheShortestPauseAgainAfterASuccess() {
        fail(5, 0);
        circuit.attempted();
        circuit.failed(SECOND);
        circuit.succeeded();
        fail(5, 0);
        assertThat(circuit.nanosUntilProbe(0)).isEqualTo(SECOND);
    }

    @Test
    void isNotProlongedByWhatWasUnderWayWhenItOpened() {
        fail(5, 0);
        assertThat(circuit.failed(SECOND / 2)).isFalse();
        assertThat(circuit.nanosUntilProbe(SECOND / 2)).isEqualTo(SECOND / 2);
    }

    @Test
    void letsAnotherProbeThroughIfThereWasNothingToSend() {
        fail(5, 0);
        circuit.attempted();
        circuit.abandoned();
        assertThat(circuit.permits(SECOND)).isTrue();
        assertThat(circuit.isOpen()).isTrue();
    }

    @Test
    void worksWhenTheClockIsNegative() {
        fail(5, Long.MIN_VALUE + 1);
        assertThat(circuit.permits(Long.MIN_VALUE + SECOND)).isFalse();
        assertThat(circuit.permits(Long.MIN_VALUE + 1 + SECOND)).isTrue();
    }
}
