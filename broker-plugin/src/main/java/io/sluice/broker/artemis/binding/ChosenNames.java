package io.sluice.broker.artemis.binding;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.jspecify.annotations.Nullable;

/** The names of the queues that one message goes to. Up to {@link #FEW}, comparing them costs less than a set of them. */
final class ChosenNames {

    private static final int FEW = 16;

    private final List<SimpleString> few;
    private final @Nullable Set<SimpleString> many;

    /** @param size how many names come at most */
    ChosenNames(int size) {
        few = new ArrayList<>(Math.min(size, FEW));
        many = size > FEW ? new HashSet<>() : null;
    }

    /** @return false if the name was there */
    boolean add(SimpleString name) {
        if (many != null) {
            return many.add(name);
        }
        for (SimpleString other : few) {
            if (other.hashCode() == name.hashCode() && other.equals(name)) {
                return false;
            }
        }
        return few.add(name);
    }
}
