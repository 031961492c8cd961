package io.sluice.broker.fifo;

import java.util.function.LongConsumer;

/**
 * Keys that were accepted within a part of the window, with when and under which record each is stored. Keys are added
 * and forgotten together only, so an open-addressed table without deletion serves: 28 bytes an entry, 37 to 75 with what
 * the table leaves free. Not thread-safe.
 */
final class AcceptedIds {

    /** No key with this time is in the part. */
    static final long NEVER = Long.MIN_VALUE;

    private static final int FIRST_CAPACITY = 64;

    private final long startMillis;
    private long[] highs = new long[FIRST_CAPACITY];
    private long[] lows = new long[FIRST_CAPACITY];
    private long[] records = new long[FIRST_CAPACITY];

    /** Milliseconds since the start plus one; 0 marks a free place. */
    private int[] times = new int[FIRST_CAPACITY];

    private int size;
    private long newestMillis;

    AcceptedIds(long startMillis) {
        this.startMillis = startMillis;
        this.newestMillis = startMillis;
    }

    int size() {
        return size;
    }

    long tableBytes() {
        return (3L * Long.BYTES + Integer.BYTES) * times.length;
    }

    long startMillis() {
        return startMillis;
    }

    /** When the last key was accepted. */
    long newestMillis() {
        return newestMillis;
    }

    /** When this key was accepted; {@link #NEVER} if it is not here. */
    long acceptedAt(DeduplicationKey key) {
        int place = placeOf(key.high(), key.low());
        return times[place] == 0 ? NEVER : startMillis + times[place] - 1;
    }

    /** Adds a key that is not here yet. */
    void add(DeduplicationKey key, long record, long nowMillis) {
        if (size >= times.length - times.length / 4) {
            grow();
        }
        newestMillis = Math.max(newestMillis, nowMillis);
        put(
                placeOf(key.high(), key.low()),
                key.high(),
                key.low(),
                record,
                (int) Math.max(0, nowMillis - startMillis) + 1);
        size++;
    }

    void forEachRecord(LongConsumer consumer) {
        for (int place = 0; place < times.length; place++) {
            if (times[place] != 0) {
                consumer.accept(records[place]);
            }
        }
    }

    private void put(int place, long high, long low, long record, int time) {
        highs[place] = high;
        lows[place] = low;
        records[place] = record;
        times[place] = time;
    }

    /** The place of a key, or the free place where it belongs. */
    private int placeOf(long high, long low) {
        int mask = times.length - 1;
        int place = (int) low & mask;
        while (times[place] != 0 && (highs[place] != high || lows[place] != low)) {
            place = (place + 1) & mask;
        }
        return place;
    }

    private void grow() {
        long[] oldHighs = highs;
        long[] oldLows = lows;
        long[] oldRecords = records;
        int[] oldTimes = times;
        int capacity = oldTimes.length * 2;
        highs = new long[capacity];
        lows = new long[capacity];
        records = new long[capacity];
        times = new int[capacity];
        for (int old = 0; old < oldTimes.length; old++) {
            if (oldTimes[old] != 0) {
                put(placeOf(oldHighs[old], oldLows[old]), oldHighs[old], oldLows[old], oldRecords[old], oldTimes[old]);
            }
        }
    }
}
