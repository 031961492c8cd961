package io.sluice.broker.fifo;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Keeps the sequence numbers of a message group increasing in the order in which its messages are accepted.
 *
 * <p>A message proposes a number, which it got when it was sent. It keeps it unless a message of its group with a higher
 * one was accepted before it, which happens when a transaction is overtaken; then it gets a new number.
 *
 * <p>The last number is remembered of the groups that were used recently. Of all others together only the highest
 * one is, so memory stays bounded, and a late message of a group that was forgotten gets a new number too often rather
 * than once too few. When there are too many, those are forgotten first that were not used again since they came, or were spared: to have them in the
 * exact order of their use would cost more for each message than all the rest.
 *
 * @param <G> name of a group
 */
public final class SequenceNumbers<G> {

    /**
     * What was accepted.
     *
     * @param group the name of its group, the same object each time while the group is remembered: who looks it up in a map
     *     by that need not compare its text
     */
    public record Accepted<G>(G group, long number) {}

    private static final class Latest<G> {
        private final G group;
        private long number;
        private boolean usedAgain;

        private Latest(G group, long number) {
            this.group = group;
            this.number = number;
        }
    }

    private static final int DIGITS = 20;

    private final Map<G, Latest<G>> lastOfGroup = new LinkedHashMap<>();
    private final int capacity;
    private long floor;

    /**
     * @param capacity how many groups are remembered one by one
     * @param floor no number that is accepted is lower or equal
     */
    public SequenceNumbers(int capacity, long floor) {
        this.capacity = capacity;
        this.floor = floor;
    }

    /** Raises the number above which all others must lie. */
    public void raiseFloor(long atLeast) {
        floor = Math.max(floor, atLeast);
    }

    /**
     * The number of the next message of a group.
     *
     * @param newNumber gives a number higher than all that were proposed or given before
     */
    public Accepted<G> accept(G group, long proposed, LongSupplier newNumber) {
        Latest<G> latest = lastOfGroup.get(group);
        if (latest == null) {
            latest = new Latest<>(group, floor);
            if (lastOfGroup.size() >= capacity) {
                forgetOne();
            }
            lastOfGroup.put(group, latest);
        } else {
            latest.usedAgain = true;
        }
        latest.number = proposed > latest.number ? proposed : newNumber.getAsLong();
        return new Accepted<>(latest.group, latest.number);
    }

    private void forgetOne() {
        Latest<G> eldest = takeEldest();
        while (eldest.usedAgain) {
            eldest.usedAgain = false;
            lastOfGroup.put(eldest.group, eldest);
            eldest = takeEldest();
        }
        raiseFloor(eldest.number);
    }

    private Latest<G> takeEldest() {
        var values = lastOfGroup.values().iterator();
        Latest<G> eldest = values.next();
        values.remove();
        return eldest;
    }

    /** The number as applications see it: decimal, as many digits as those of SQS, so that text order is the order. */
    public static String shown(long number) {
        byte[] digits = new byte[DIGITS];
        long rest = number;
        for (int place = DIGITS - 1; place >= 0; place--) {
            digits[place] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return new String(digits, StandardCharsets.ISO_8859_1);
    }
}
