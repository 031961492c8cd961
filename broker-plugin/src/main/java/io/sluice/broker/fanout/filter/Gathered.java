package io.sluice.broker.fanout.filter;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A set by identity that is cheap while it is small. Not thread-safe. */
final class Gathered<E> {

    private static final int SMALL = 16;

    private final List<E> few = new ArrayList<>(SMALL);
    private @Nullable Set<E> many;

    /** Whether it was not there yet. */
    boolean add(E element) {
        if (many != null) {
            return many.add(element);
        }
        for (E other : few) {
            if (other == element) {
                return false;
            }
        }
        if (few.size() == SMALL) {
            Set<E> all = Collections.newSetFromMap(new IdentityHashMap<>());
            all.addAll(few);
            all.add(element);
            many = all;
        } else {
            few.add(element);
        }
        return true;
    }

    int size() {
        return many == null ? few.size() : many.size();
    }
}
