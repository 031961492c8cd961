package io.sluice.broker.stream.group;

import org.jspecify.annotations.Nullable;

/**
 * What was delivered of a shard and the checkpoint has not passed, by place. The places are close together, so it is an array that is used
 * round and round: of those from the first place on, each has a slot. Not thread-safe.
 *
 * @param <C> a consumer
 */
final class Deliveries<C> {

    private static final int LEAST_SLOTS = 16;
    /** What is kept when nothing is in it: a group may have many shards. */
    private static final int MOST_IDLE_SLOTS = 1024;

    private @Nullable Delivery<C>[] slots = slots(0);
    private long first;
    private int size;

    /** @param first the lowest place that there can be */
    Deliveries(long first) {
        this.first = first;
    }

    @Nullable
    Delivery<C> get(long place) {
        return has(place) ? slots[slotOf(place)] : null;
    }

    /** @throws IllegalArgumentException if the place is below the first one */
    void put(Delivery<C> delivery) {
        long place = delivery.place();
        if (place < first) {
            throw new IllegalArgumentException("place " + place + " is below " + first);
        }
        if (!has(place)) {
            grow(place - first + 1);
        }
        int slot = slotOf(place);
        size += slots[slot] == null ? 1 : 0;
        slots[slot] = delivery;
    }

    /** The first place is one higher. @return what was there */
    @Nullable
    Delivery<C> removeFirst() {
        Delivery<C> removed = get(first);
        if (removed != null) {
            slots[slotOf(first)] = null;
            size--;
            if (size == 0 && slots.length > MOST_IDLE_SLOTS) {
                slots = slots(0);
            }
        }
        first++;
        return removed;
    }

    /** Forgets everything. */
    void beginAt(long place) {
        first = place;
        size = 0;
        slots = slots(0);
    }

    private boolean has(long place) {
        return place >= first && place - first < slots.length;
    }

    private int slotOf(long place) {
        return (int) place & slots.length - 1;
    }

    private void grow(long wanted) {
        int count = Math.max(LEAST_SLOTS, slots.length);
        while (count < wanted) {
            count = Math.multiplyExact(count, 2);
        }
        @Nullable Delivery<C>[] before = slots;
        slots = slots(count);
        for (Delivery<C> delivery : before) {
            if (delivery != null) {
                slots[slotOf(delivery.place())] = delivery;
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static <C> @Nullable Delivery<C>[] slots(int count) {
        return (@Nullable Delivery<C>[]) new Delivery<?>[count];
    }
}
