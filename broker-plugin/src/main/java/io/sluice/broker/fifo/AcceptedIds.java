package io.sluice.broker.fifo;

import java.util.function.LongConsumer;

/**
 * Keys that were accepted within a part of the window, with when and under which record each is stored. Keys are added
 * and forgotten together only, so an open-addressed table without deletion serves. What is known of a key stands together, because each look
 * into a large table is a fetch from memory: 24 bytes an entry, 32 to 64 with what the table leaves free. Records, which few keys have, take
 * a third more, from the first one on. Not thread-safe.
 */
final class AcceptedIds {

    /** No key with this time is in the part. */
    static final long NEVER = Long.MIN_VALUE;

    private static final int FIRST_CAPACITY = 64;
    private static final int WORDS = 3;
    private static final int LOW = 1;

    /** Milliseconds since the start plus one; 0 marks a free place. */
    private static final int TIME = 2;

    private static final long NO_RECORD = 0;
    private static final long[] NO_RECORDS = {};

    private final long startMillis;

    /** The key, high and low, and the time of each. */
    private long[] table = new long[WORDS * FIRST_CAPACITY];

    private long[] records = NO_RECORDS;
    private int capacity = FIRST_CAPACITY;
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
        return (long) Long.BYTES * (table.length + records.length);
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
        long time = table[WORDS * placeOf(key.high(), key.low()) + TIME];
        return time == 0 ? NEVER : startMillis + time - 1;
    }

    /** Adds a key that is not here yet. @param record 0 if it has none */
    void add(DeduplicationKey key, long record, long nowMillis) {
        if (size >= capacity - capacity / 4) {
            grow();
        }
        newestMillis = Math.max(newestMillis, nowMillis);
        int place = placeOf(key.high(), key.low());
        put(place, key.high(), key.low(), Math.max(0, nowMillis - startMillis) + 1);
        if (record != NO_RECORD) {
            if (records.length == 0) {
                records = new long[capacity];
            }
            records[place] = record;
        }
        size++;
    }

    /** Names all records that there are. */
    void forEachRecord(LongConsumer consumer) {
        for (long record : records) {
            if (record != NO_RECORD) {
                consumer.accept(record);
            }
        }
    }

    private void put(int place, long high, long low, long time) {
        int at = WORDS * place;
        table[at] = high;
        table[at + LOW] = low;
        table[at + TIME] = time;
    }

    /** The place of a key, or the free place where it belongs. */
    private int placeOf(long high, long low) {
        int mask = capacity - 1;
        int place = (int) low & mask;
        int at = WORDS * place;
        while (table[at + TIME] != 0 && (table[at] != high || table[at + LOW] != low)) {
            place = (place + 1) & mask;
            at = WORDS * place;
        }
        return place;
    }

    private void grow() {
        long[] oldTable = table;
        long[] oldRecords = records;
        capacity *= 2;
        table = new long[WORDS * capacity];
        records = oldRecords.length == 0 ? NO_RECORDS : new long[capacity];
        for (int at = 0; at < oldTable.length; at += WORDS) {
            if (oldTable[at + TIME] != 0) {
                int place = placeOf(oldTable[at], oldTable[at + LOW]);
                put(place, oldTable[at], oldTable[at + LOW], oldTable[at + TIME]);
                if (oldRecords.length > 0) {
                    records[place] = oldRecords[at / WORDS];
                }
            }
        }
    }
}
