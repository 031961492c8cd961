package io.sluice.broker.fanout.filter.index;

import io.sluice.broker.fanout.filter.rule.Value;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What lies under which terms. Immutable.
 *
 * @param <P> what is looked for, compared by {@code equals}
 */
public final class PostingIndex<P> {

    private static final PostingIndex<?> EMPTY =
            new PostingIndex<>(PersistentMap.empty(), PersistentMap.empty(), Bucket.empty());

    private final PersistentMap<Term, Bucket<P>> byTerm;
    private final PersistentMap<String, ShapesInUse> shapes;
    private final Bucket<P> withoutTerms;

    private PostingIndex(
            PersistentMap<Term, Bucket<P>> byTerm, PersistentMap<String, ShapesInUse> shapes, Bucket<P> withoutTerms) {
        this.byTerm = byTerm;
        this.shapes = shapes;
        this.withoutTerms = withoutTerms;
    }

    /** The index without postings. */
    @SuppressWarnings("unchecked")
    public static <P> PostingIndex<P> empty() {
        return (PostingIndex<P>) EMPTY;
    }

    /** How much a message costs that has one of these terms, as far as can be guessed from what lies there now. */
    public long cost(Collection<Term> terms) {
        long cost = 0;
        for (Term term : terms) {
            Bucket<P> bucket = byTerm.get(term);
            cost += (bucket == null ? 1L : bucket.size() + 1L) * term.shape().breadth();
        }
        return cost;
    }

    /** This index with a posting under these terms; if there are none, every message finds it. */
    public PostingIndex<P> with(P posting, Collection<Term> terms) {
        if (terms.isEmpty()) {
            return new PostingIndex<>(byTerm, shapes, withoutTerms.with(posting));
        }
        PersistentMap<Term, Bucket<P>> changed = byTerm;
        PersistentMap<String, ShapesInUse> used = shapes;
        for (Term term : terms) {
            Bucket<P> bucket = changed.get(term);
            if (bucket == null) {
                ShapesInUse before = used.get(term.key());
                used = used.with(term.key(), (before == null ? ShapesInUse.NONE : before).with(term.shape()));
            }
            changed = changed.with(term, (bucket == null ? Bucket.<P>empty() : bucket).with(posting));
        }
        return new PostingIndex<>(changed, used, withoutTerms);
    }

    /** This index without a posting that lies under these terms. */
    public PostingIndex<P> without(P posting, Collection<Term> terms) {
        if (terms.isEmpty()) {
            return new PostingIndex<>(byTerm, shapes, withoutTerms.without(posting));
        }
        PersistentMap<Term, Bucket<P>> changed = byTerm;
        PersistentMap<String, ShapesInUse> used = shapes;
        for (Term term : terms) {
            Bucket<P> bucket = changed.get(term);
            Bucket<P> rest = bucket == null ? null : bucket.without(posting);
            if (rest == null || rest.size() > 0) {
                changed = rest == null ? changed : changed.with(term, rest);
                continue;
            }
            changed = changed.without(term);
            used = withoutShape(used, term);
        }
        return new PostingIndex<>(changed, used, withoutTerms);
    }

    private static PersistentMap<String, ShapesInUse> withoutShape(PersistentMap<String, ShapesInUse> used, Term term) {
        ShapesInUse before = used.get(term.key());
        if (before == null) {
            return used;
        }
        ShapesInUse after = before.without(term.shape());
        return after.isEmpty() ? used.without(term.key()) : used.with(term.key(), after);
    }

    /** Hands over the terms under which something lies. */
    public void forEachTerm(Consumer<Term> visitor) {
        byTerm.forEach((term, bucket) -> visitor.accept(term));
    }

    /** Hands over what every message finds. */
    public void findWithoutTerms(Consumer<? super P> found) {
        withoutTerms.forEach(found);
    }

    /** Hands over what a message with these values of a key finds; the same may come more than once. */
    public void find(String key, List<Value> values, Consumer<? super P> found) {
        ShapesInUse used = shapes.get(key);
        if (used == null) {
            return;
        }
        for (Shape shape : used.shapes()) {
            if (shape == Shape.Present.PRESENT) {
                visit(Term.of(key, shape, shape), found);
                continue;
            }
            for (Value value : values) {
                Object look = shape.of(value);
                if (look != null) {
                    visit(Term.of(key, shape, look), found);
                }
            }
        }
    }

    private void visit(Term term, Consumer<? super P> found) {
        @Nullable Bucket<P> bucket = byTerm.get(term);
        if (bucket != null) {
            bucket.forEach(found);
        }
    }
}
