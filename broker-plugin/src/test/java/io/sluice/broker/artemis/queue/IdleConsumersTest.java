package io.sluice.broker.artemis.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IdleConsumersTest {

    private final IdleConsumers<String> consumers = new IdleConsumers<>();

    @Test
    void aConsumerRefusesSinceItsFirstRefusal() {
        assertThat(consumers.refuses("a", 10)).isTrue();
        assertThat(consumers.refuses("a", 20)).isFalse();

        assertThat(consumers.nanosSince("a", 25)).isEqualTo(15);
        assertThat(consumers.nanosSince("b", 25)).isNegative();
        assertThat(consumers.idle()).isEmpty();
    }

    @Test
    void whoTakesSomethingBeginsAnew() {
        consumers.refuses("a", 10);

        assertThat(consumers.ends("a")).isFalse();
        assertThat(consumers.nanosSince("a", 25)).isNegative();
        assertThat(consumers.refuses("a", 30)).isTrue();
        assertThat(consumers.nanosSince("a", 35)).isEqualTo(5);
    }

    @Test
    void anIdleConsumerIsNotWaitedForAndEndsOnce() {
        consumers.refuses("a", 10);
        consumers.becomesIdle("a");
        consumers.becomesIdle("b");

        assertThat(consumers.idle()).containsExactly("a");
        assertThat(consumers.nanosSince("a", 25)).isNegative();
        assertThat(consumers.ends("a")).isTrue();
        assertThat(consumers.ends("a")).isFalse();
        assertThat(consumers.idle()).isEmpty();
    }
}
