package io.sluice.broker.fanout.filter;

import io.sluice.broker.fanout.filter.Conjunction.Condition;
import io.sluice.broker.fanout.filter.index.PersistentMap;
import io.sluice.broker.fanout.filter.index.PostingIndex;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The policies of one scope: which keys they name, and where they lie in the index. Immutable. */
final class ScopeTable<S> implements KeysInUse {

    /** How many conditions are on a path, and how many are below it. */
    private record Use(int at, int below) {}

    private static final Use NO_USE = new Use(0, 0);

    private final PersistentMap<Entry<S>, Boolean> entries;
    private final PersistentMap<String, Use> paths;
    private final PersistentMap<String, Boolean> unlisted;
    private final PostingIndex<Posting<S>> index;
    private final Predicate<String> isUnlisted;

    private ScopeTable(
            PersistentMap<Entry<S>, Boolean> entries,
            PersistentMap<String, Use> paths,
            PersistentMap<String, Boolean> unlisted,
            PostingIndex<Posting<S>> index,
            Predicate<String> isUnlisted) {
        this.entries = entries;
        this.paths = paths;
        this.unlisted = unlisted;
        this.index = index;
        this.isUnlisted = isUnlisted;
    }

    /** @param isUnlisted tells the keys to ask a message for even if they are not among the names that it gives */
    static <S> ScopeTable<S> empty(Predicate<String> isUnlisted) {
        return new ScopeTable<>(
                PersistentMap.empty(), PersistentMap.empty(), PersistentMap.empty(), PostingIndex.empty(), isUnlisted);
    }

    int size() {
        return entries.size();
    }

    void forEachEntry(Consumer<Entry<S>> visitor) {
        entries.forEach((entry, present) -> visitor.accept(entry));
    }

    /** Hands over the postings that come into question; the same may come more than once. */
    void find(Content content, Consumer<Posting<S>> found) {
        index.findWithoutTerms(found);
        findIn(content, found);
    }

    private void findIn(Content content, Consumer<Posting<S>> found) {
        content.values().forEach((key, values) -> index.find(key, values, found));
        for (List<Content> array : content.arrays()) {
            for (Content element : array) {
                findIn(element, found);
            }
        }
    }

    @Override
    public boolean isKey(String path) {
        Use use = paths.get(path);
        return use != null && use.at > 0;
    }

    @Override
    public boolean isAbove(String path) {
        Use use = paths.get(path);
        return use != null && use.below > 0;
    }

    /** Everything that is still held; to be asked when there are no subscriptions. */
    void forEachLeftover(Consumer<String> visitor) {
        paths.forEach((path, use) -> visitor.accept(path + " " + use));
        forEachUnlistedKey(visitor);
        index.forEachTerm(term -> visitor.accept(term.toString()));
    }

    int keyCount() {
        return paths.size();
    }

    void forEachKey(Consumer<String> visitor) {
        paths.forEach((path, use) -> {
            if (use.at > 0) {
                visitor.accept(path);
            }
        });
    }

    /** Hands over the keys that are not to be told by the names that a message gives. */
    void forEachUnlistedKey(Consumer<String> visitor) {
        unlisted.forEach((key, present) -> visitor.accept(key));
    }

    /** Whether a key is one of {@link #forEachUnlistedKey}. */
    boolean isUnlistedKey(String key) {
        return unlisted.get(key) != null;
    }

    ScopeTable<S> with(Entry<S> entry) {
        PersistentMap<String, Use> usedPaths = paths;
        PostingIndex<Posting<S>> changed = index;
        for (Posting<S> posting : entry.postings()) {
            posting.settleIn(changed);
            changed = changed.with(posting, posting.terms());
            usedPaths = changedPaths(usedPaths, posting.conditions(), 1);
        }
        return new ScopeTable<>(
                entries.with(entry, true), usedPaths, unlistedIn(entry, usedPaths), changed, isUnlisted);
    }

    ScopeTable<S> without(Entry<S> entry) {
        PersistentMap<String, Use> usedPaths = paths;
        PostingIndex<Posting<S>> changed = index;
        for (Posting<S> posting : entry.postings()) {
            changed = changed.without(posting, posting.terms());
            usedPaths = changedPaths(usedPaths, posting.conditions(), -1);
        }
        return new ScopeTable<>(entries.without(entry), usedPaths, unlistedIn(entry, usedPaths), changed, isUnlisted);
    }

    /** The unlisted keys once this entry has come or gone. */
    private PersistentMap<String, Boolean> unlistedIn(Entry<S> entry, PersistentMap<String, Use> usedPaths) {
        PersistentMap<String, Boolean> changed = unlisted;
        for (Posting<S> posting : entry.postings()) {
            for (Condition condition : posting.conditions()) {
                String key = condition.key();
                if (isUnlisted.test(key)) {
                    Use use = usedPaths.get(key);
                    changed = use != null && use.at > 0 ? changed.with(key, true) : changed.without(key);
                }
            }
        }
        return changed;
    }

    private static PersistentMap<String, Use> changedPaths(
            PersistentMap<String, Use> paths, List<Condition> conditions, int by) {
        PersistentMap<String, Use> changed = paths;
        for (Condition condition : conditions) {
            String key = condition.key();
            changed = changedPath(changed, key, by, 0);
            for (int dot = key.indexOf('.'); dot >= 0; dot = key.indexOf('.', dot + 1)) {
                changed = changedPath(changed, key.substring(0, dot), 0, by);
            }
        }
        return changed;
    }

    private static PersistentMap<String, Use> changedPath(
            PersistentMap<String, Use> paths, String path, int at, int below) {
        Use before = paths.get(path);
        Use use = before == null ? NO_USE : before;
        Use after = new Use(use.at + at, use.below + below);
        return after.equals(NO_USE) ? paths.without(path) : paths.with(path, after);
    }
}
