package io.sluice.broker.fifo;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Elements in the order of their numbers, 12 to 24 bytes for each. To add one behind all others and to remove the first one
 * costs the same however many there are, and so does to add one a few places behind the first; any other takes a search by halves,
 * and perhaps a move of those on one side of it. Not thread-safe.
 *
 * <p>A place is an index that is valid until the next change; {@link #NOWHERE} is none.
 */
final class InOrder<E> {

    static final int NOWHERE = -1;

    private static final int FIRST_CAPACITY = 2;
    private static final int FEW = 16;
    private static final long[] NO_NUMBERS = {};
    private static final Object[] NO_ELEMENTS = {};

    /** Ascending from {@code from} to before {@code to}; the first and the last of them are not gaps. */
    private long[] numbers = NO_NUMBERS;

    /** Null where an element was removed from between others. */
    private @Nullable Object[] elements = NO_ELEMENTS;

    private int from;
    private int to;
    private int size;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** The lowest number; there must be one. */
    long first() {
        return numbers[from];
    }

    /** The highest number; there must be one. */
    long last() {
        return numbers[to - 1];
    }

    long numberAt(int place) {
        return numbers[place];
    }

    @SuppressWarnings("unchecked")
    E elementAt(int place) {
        return (E) Objects.requireNonNull(elements[place]);
    }

    /** The place of the lowest number. */
    int firstPlace() {
        return isEmpty() ? NOWHERE : from;
    }

    /** The place of the next higher number. */
    int placeAfter(int place) {
        int next = place + 1;
        while (next < to && elements[next] == null) {
            next++;
        }
        return next < to ? next : NOWHERE;
    }

    /** The place of the next lower number. */
    int placeBefore(int place) {
        int next = place - 1;
        while (next >= from && elements[next] == null) {
            next--;
        }
        return next >= from ? next : NOWHERE;
    }

    /** The place of the lowest number above this one. */
    int placeAbove(long number) {
        if (isEmpty() || number < numbers[from]) {
            return firstPlace();
        }
        int found = search(number);
        return placeAfter(found >= 0 ? found : -found - 2);
    }

    /** The place of the highest number that is this one or below. */
    int placeAtOrBelow(long number) {
        int found = search(number);
        return placeBefore(found >= 0 ? found + 1 : -found - 1);
    }

    /** Adds an element, or replaces the one that has its number. */
    void put(long number, E element) {
        if (size == 0 || number > last()) {
            makeRoomBehind();
            numbers[to] = number;
            elements[to] = element;
            to++;
            size++;
            return;
        }
        int found = search(number);
        if (found < 0) {
            found = open(-found - 1);
            numbers[found] = number;
        }
        if (elements[found] == null) {
            size++;
        }
        elements[found] = element;
    }

    /** @return the element that had this number; null if there was none */
    @SuppressWarnings("unchecked")
    @Nullable
    E remove(long number) {
        int place = size > 0 && numbers[from] == number ? from : search(number);
        if (place < 0 || elements[place] == null) {
            return null;
        }
        E removed = (E) elements[place];
        elements[place] = null;
        size--;
        trim();
        return removed;
    }

    private int search(long number) {
        return Arrays.binarySearch(numbers, from, to, number);
    }

    /** Makes a place for a number in front of the one at this place, which it may move. @return the new place */
    private int open(int place) {
        if (from > 0 && place - from <= to - place) {
            System.arraycopy(numbers, from, numbers, from - 1, place - from);
            System.arraycopy(elements, from, elements, from - 1, place - from);
            from--;
            elements[place - 1] = null;
            return place - 1;
        }
        int behind = to - place;
        makeRoomBehind();
        int moved = to - behind;
        System.arraycopy(numbers, moved, numbers, moved + 1, behind);
        System.arraycopy(elements, moved, elements, moved + 1, behind);
        to++;
        elements[moved] = null;
        return moved;
    }

    private void makeRoomBehind() {
        if (to < numbers.length) {
            return;
        }
        int span = to - from;
        copyTo(span < numbers.length / 2 ? numbers.length : Math.max(FIRST_CAPACITY, span + span / 2 + 1));
    }

    /** Ends with elements on both sides, and closes the gaps when they are most of what is between. */
    private void trim() {
        if (size == 0) {
            clear();
            return;
        }
        while (elements[from] == null) {
            from++;
        }
        while (elements[to - 1] == null) {
            to--;
        }
        if (to - from > FEW && size < (to - from) / 2) {
            closeGaps();
        } else if (numbers.length > FEW && to - from < numbers.length / 4) {
            copyTo(numbers.length / 2);
        }
    }

    private void clear() {
        from = 0;
        to = 0;
        if (numbers.length > FEW) {
            numbers = NO_NUMBERS;
            elements = NO_ELEMENTS;
        }
    }

    private void closeGaps() {
        int end = from;
        for (int place = from; place < to; place++) {
            if (elements[place] != null) {
                numbers[end] = numbers[place];
                elements[end] = elements[place];
                end++;
            }
        }
        Arrays.fill(elements, end, to, null);
        to = end;
    }

    private void copyTo(int capacity) {
        long[] copiedNumbers = capacity == numbers.length ? numbers : new long[capacity];
        @Nullable Object[] copiedElements = capacity == numbers.length ? elements : new Object[capacity];
        int span = to - from;
        System.arraycopy(numbers, from, copiedNumbers, 0, span);
        System.arraycopy(elements, from, copiedElements, 0, span);
        if (copiedElements == elements) {
            Arrays.fill(elements, span, to, null);
        }
        numbers = copiedNumbers;
        elements = copiedElements;
        from = 0;
        to = span;
    }
}
