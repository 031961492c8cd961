package io.sluice.broker.fanout.filter;

import io.sluice.broker.fanout.filter.index.Term;
import java.util.List;

/** One way to fit the policy of a subscription, as it lies in the index. Compared by identity. */
final class Posting<S> {

    private final Entry<S> entry;
    private final Conjunction way;
    private List<Term> terms = List.of();

    Posting(Entry<S> entry, Conjunction way) {
        this.entry = entry;
        this.way = way;
    }

    Entry<S> entry() {
        return entry;
    }

    Conjunction way() {
        return way;
    }

    /** Where it lies. */
    List<Term> terms() {
        return terms;
    }

    /** Set before it is put into an index, and never again. */
    void layUnder(List<Term> chosen) {
        terms = chosen;
    }
}
