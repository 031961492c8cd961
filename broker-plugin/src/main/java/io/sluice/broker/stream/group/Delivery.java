package io.sluice.broker.stream.group;

import io.sluice.broker.stream.ShardId;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a record that was delivered and that the checkpoint has not passed. Not thread-safe.
 *
 * @param <C> a consumer
 */
final class Delivery<C> {

    enum State {
        /** Its consumer has it. */
        IN_FLIGHT,
        /** It came back and is delivered again. */
        WAITING,
        /** It is processed, and records in front of it are not. */
        PROCESSED
    }

    private final ShardId shard;
    private final long place;
    private State state = State.WAITING;
    private @Nullable C consumer;
    private int countedReturns;

    // where it is among those of its consumer, which ConsumerClocks alone changes
    ConsumerClocks.@Nullable Clock<C> clock;

    @Nullable
    Delivery<C> previous;

    @Nullable
    Delivery<C> next;

    Delivery(ShardId shard, long place) {
        this.shard = shard;
        this.place = place;
    }

    ShardId shard() {
        return shard;
    }

    long place() {
        return place;
    }

    State state() {
        return state;
    }

    boolean isInFlightWith(C other) {
        return state == State.IN_FLIGHT && other.equals(consumer);
    }

    @Nullable
    C consumer() {
        return consumer;
    }

    void deliverTo(C newConsumer) {
        state = State.IN_FLIGHT;
        consumer = newConsumer;
    }

    void process() {
        state = State.PROCESSED;
        consumer = null;
    }

    void giveBack(boolean isCounted) {
        state = State.WAITING;
        consumer = null;
        countedReturns += isCounted ? 1 : 0;
    }

    /** How often it came back and that counted. */
    int countedReturns() {
        return countedReturns;
    }
}
