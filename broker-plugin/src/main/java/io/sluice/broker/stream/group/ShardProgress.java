package io.sluice.broker.stream.group;

import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.group.Delivery.State;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a group has of one shard: the records that are processed, in flight, and next. Exactly one record is next at any
 * time, and nothing else may be delivered; that is what keeps the order. Not thread-safe.
 *
 * @param <C> a consumer
 */
final class ShardProgress<C> {

    /** So many records may be processed behind one that is not: each is remembered until that one is. */
    static final int MOST_PROCESSED = 100_000;

    private static final long UNKNOWN = Long.MAX_VALUE;

    private final ShardId shard;
    private final List<ShardId> parents;
    private final long firstPlace;
    private final Deliveries<C> deliveries;
    private long checkpoint;
    private long expected;
    private long end = UNKNOWN;
    private int inFlight;
    private int processed;
    private boolean isFinished;

    ShardProgress(ShardId shard, List<ShardId> parents, long firstPlace, Checkpoint start) {
        this.shard = shard;
        this.parents = List.copyOf(parents);
        this.firstPlace = firstPlace;
        this.deliveries = new Deliveries<>(start.next());
        this.checkpoint = start.next();
        this.expected = start.next();
        this.isFinished = start.isFinished();
    }

    List<ShardId> parents() {
        return parents;
    }

    long firstPlace() {
        return firstPlace;
    }

    Checkpoint checkpoint() {
        return new Checkpoint(shard, checkpoint, isFinished);
    }

    boolean isFinished() {
        return isFinished;
    }

    boolean hasInFlight() {
        return inFlight > 0;
    }

    /** Place of the only record that may be delivered. */
    long expected() {
        return expected;
    }

    /** Whether so much is processed behind a record that is not, that nothing new is to be delivered until that one is. */
    boolean isFull() {
        return processed >= MOST_PROCESSED && find(expected) == null;
    }

    /** How often a record came back and that counted. */
    int countedReturns(long place) {
        Delivery<C> delivery = deliveries.get(place);
        return delivery == null ? 0 : delivery.countedReturns();
    }

    /** The record that is next goes to a consumer. */
    Delivery<C> deliver(long place, C consumer) {
        if (place != expected) {
            throw new IllegalStateException(
                    "record " + place + " of " + shard + " was delivered, but " + expected + " is next");
        }
        Delivery<C> delivery = known(place);
        delivery.deliverTo(consumer);
        inFlight++;
        expected++;
        passProcessed();
        return delivery;
    }

    private Delivery<C> known(long place) {
        Delivery<C> delivery = deliveries.get(place);
        if (delivery == null) {
            delivery = new Delivery<>(shard, place);
            deliveries.put(delivery);
        }
        return delivery;
    }

    private void passProcessed() {
        Delivery<C> next = deliveries.get(expected);
        while (next != null && next.state() == State.PROCESSED) {
            expected++;
            next = deliveries.get(expected);
        }
    }

    @Nullable
    Delivery<C> find(long place) {
        return deliveries.get(place);
    }

    /** A record is processed. @return whether it had come back */
    boolean process(Delivery<C> delivery) {
        boolean wasWaiting = delivery.state() == State.WAITING;
        if (!wasWaiting) {
            inFlight--;
        }
        delivery.process();
        processed++;
        passProcessed();
        advance();
        return wasWaiting;
    }

    /** A record that is next is not delivered to anybody. */
    void pass(long place) {
        if (place != expected) {
            throw new IllegalStateException(
                    "record " + place + " of " + shard + " is passed, but " + expected + " is next");
        }
        known(place).process();
        passProcessed();
        processed++;
        advance();
    }

    private void advance() {
        Delivery<C> oldest = deliveries.get(checkpoint);
        while (oldest != null && oldest.state() == State.PROCESSED) {
            deliveries.removeFirst();
            checkpoint++;
            oldest = deliveries.get(checkpoint);
            processed--;
        }
        isFinished = checkpoint >= end;
    }

    /**
     * A record comes back, and with it everything that was delivered behind it.
     *
     * @param isCounted whether the first one counts as received; the others do not
     * @return what came back
     */
    List<Delivery<C>> giveBack(long place, boolean isCounted) {
        List<Delivery<C>> back = new ArrayList<>();
        for (long each = place; each < expected; each++) {
            Delivery<C> delivery = deliveries.get(each);
            if (delivery != null && delivery.state() == State.IN_FLIGHT) {
                delivery.giveBack(isCounted && each == place);
                inFlight--;
                back.add(delivery);
            }
        }
        if (place < expected) {
            expected = place;
            passProcessed();
        }
        return back;
    }

    /** The lowest record in flight; the next one if none is. */
    long oldestInFlight() {
        long place = checkpoint;
        while (place < expected && !isInFlight(place)) {
            place++;
        }
        return place;
    }

    private boolean isInFlight(long place) {
        Delivery<C> delivery = deliveries.get(place);
        return delivery != null && delivery.state() == State.IN_FLIGHT;
    }

    /** Begins again from a place. What is in flight belongs to nobody any more. @return what was in flight */
    List<Delivery<C>> moveTo(long place) {
        List<Delivery<C>> back = giveBack(oldestInFlight(), false);
        deliveries.beginAt(place);
        checkpoint = place;
        expected = place;
        processed = 0;
        isFinished = checkpoint >= end;
        return back;
    }

    /** Nothing below this place is kept any more. @return what of it was in flight */
    List<Delivery<C>> trimTo(long horizon) {
        List<Delivery<C>> gone = new ArrayList<>();
        for (; checkpoint < horizon; checkpoint++) {
            Delivery<C> delivery = deliveries.removeFirst();
            if (delivery != null && delivery.state() == State.IN_FLIGHT) {
                delivery.giveBack(false);
                inFlight--;
                gone.add(delivery);
            } else if (delivery != null && delivery.state() == State.PROCESSED) {
                processed--;
            }
        }
        expected = Math.max(expected, horizon);
        passProcessed();
        advance();
        return gone;
    }

    /** The shard is closed; its last record is in front of this place. */
    void endAt(long place) {
        end = place;
        isFinished = checkpoint >= end;
    }
}
