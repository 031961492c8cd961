package io.sluice.broker.fanout.filter.index;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An immutable set, small in memory while it has few elements and quick to change when it has many. */
final class Bucket<P> {

    private static final int FEW = 8;
    private static final Bucket<?> EMPTY = new Bucket<>(new Object[0], null);

    private final Object[] few;
    private final @Nullable PersistentMap<P, Boolean> many;

    private Bucket(Object[] few, @Nullable PersistentMap<P, Boolean> many) {
        this.few = few;
        this.many = many;
    }

    @SuppressWarnings("unchecked")
    static <P> Bucket<P> empty() {
        return (Bucket<P>) EMPTY;
    }

    int size() {
        return many == null ? few.length : many.size();
    }

    Bucket<P> with(P element) {
        if (many != null) {
            return new Bucket<>(few, many.with(element, true));
        }
        if (few.length == FEW) {
            return new Bucket<>(new Object[0], toMap().with(element, true));
        }
        Object[] larger = Arrays.copyOf(few, few.length + 1);
        larger[few.length] = element;
        return new Bucket<>(larger, null);
    }

    @SuppressWarnings("unchecked")
    private PersistentMap<P, Boolean> toMap() {
        PersistentMap<P, Boolean> map = PersistentMap.empty();
        for (Object element : few) {
            map = map.with((P) element, true);
        }
        return map;
    }

    Bucket<P> without(P element) {
        if (many == null) {
            return new Bucket<>(
                    Arrays.stream(few).filter(other -> !other.equals(element)).toArray(), null);
        }
        PersistentMap<P, Boolean> fewer = many.without(element);
        return fewer.isEmpty() ? empty() : new Bucket<>(few, fewer);
    }

    @SuppressWarnings("unchecked")
    void forEach(Consumer<? super P> visitor) {
        if (many != null) {
            many.forEach((element, present) -> visitor.accept(element));
            return;
        }
        for (Object element : few) {
            visitor.accept((P) element);
        }
    }
}
