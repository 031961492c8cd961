package io.sluice.broker.fanout.filter.index;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map: {@link #with} and {@link #without} return a changed copy that shares all but a few small arrays with this one.
 *
 * <p>A hash trie: five bits of the hash code choose one of up to 32 branches at each level. A branch is a node, or the keys that
 * have the same hash code up to there and no others.
 */
public final class PersistentMap<K, V> {

    private static final int BITS = 5;
    private static final int MASK = (1 << BITS) - 1;
    private static final Node EMPTY_NODE = new Node(0, new Object[0]);
    private static final PersistentMap<?, ?> EMPTY = new PersistentMap<>(EMPTY_NODE, 0);

    /** Branches in the order of their bits; each is a Node or a Leaf. */
    private record Node(int bitmap, Object[] branches) {

        int indexOf(int bit) {
            return Integer.bitCount(bitmap & bit - 1);
        }

        Node replaced(int index, Object branch) {
            Object[] copy = branches.clone();
            copy[index] = branch;
            return new Node(bitmap, copy);
        }

        Node inserted(int bit, Object branch) {
            int index = indexOf(bit);
            Object[] copy = new Object[branches.length + 1];
            System.arraycopy(branches, 0, copy, 0, index);
            copy[index] = branch;
            System.arraycopy(branches, index, copy, index + 1, branches.length - index);
            return new Node(bitmap | bit, copy);
        }

        Node removed(int bit) {
            int index = indexOf(bit);
            Object[] copy = new Object[branches.length - 1];
            System.arraycopy(branches, 0, copy, 0, index);
            System.arraycopy(branches, index + 1, copy, index, copy.length - index);
            return new Node(bitmap & ~bit, copy);
        }
    }

    /** A key with its value, and others of the same hash code behind it. */
    private record Leaf(
            int hash, Object key, Object value, @Nullable Leaf next) {

        @Nullable
        Object find(Object wanted) {
            for (Leaf leaf = this; leaf != null; leaf = leaf.next) {
                if (leaf.key.equals(wanted)) {
                    return leaf.value;
                }
            }
            return null;
        }

        @Nullable
        Leaf without(Object unwanted) {
            if (key.equals(unwanted)) {
                return next;
            }
            return next == null ? this : new Leaf(hash, key, value, next.without(unwanted));
        }
    }

    private final Node root;
    private final int size;

    private PersistentMap(Node root, int size) {
        this.root = root;
        this.size = size;
    }

    /** The map without entries. */
    @SuppressWarnings("unchecked")
    public static <K, V> PersistentMap<K, V> empty() {
        return (PersistentMap<K, V>) EMPTY;
    }

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /** The value of this key; null if there is none. */
    @SuppressWarnings("unchecked")
    public @Nullable V get(K key) {
        int hash = spread(key);
        Node node = root;
        for (int shift = 0; ; shift += BITS) {
            int bit = 1 << (hash >>> shift & MASK);
            if ((node.bitmap & bit) == 0) {
                return null;
            }
            Object branch = node.branches[node.indexOf(bit)];
            if (branch instanceof Leaf leaf) {
                return leaf.hash == hash ? (V) leaf.find(key) : null;
            }
            node = (Node) branch;
        }
    }

    /** This map with a value for this key, in place of the one it may have had. */
    public PersistentMap<K, V> with(K key, V value) {
        boolean isNew = get(key) == null;
        return new PersistentMap<>(put(root, 0, new Leaf(spread(key), key, value, null)), isNew ? size + 1 : size);
    }

    /** This map without this key. */
    public PersistentMap<K, V> without(K key) {
        if (get(key) == null) {
            return this;
        }
        return size == 1 ? empty() : new PersistentMap<>(remove(root, 0, spread(key), key), size - 1);
    }

    private static Node put(Node node, int shift, Leaf added) {
        int bit = 1 << (added.hash >>> shift & MASK);
        if ((node.bitmap & bit) == 0) {
            return node.inserted(bit, added);
        }
        int index = node.indexOf(bit);
        Object branch = node.branches[index];
        if (branch instanceof Node below) {
            return node.replaced(index, put(below, shift + BITS, added));
        }
        Leaf present = (Leaf) branch;
        if (present.hash == added.hash) {
            Leaf others = present.without(added.key);
            return node.replaced(index, new Leaf(added.hash, added.key, added.value, others));
        }
        Node below = put(put(EMPTY_NODE, shift + BITS, present), shift + BITS, added);
        return node.replaced(index, below);
    }

    private static Node remove(Node node, int shift, int hash, Object key) {
        int bit = 1 << (hash >>> shift & MASK);
        int index = node.indexOf(bit);
        Object branch = node.branches[index];
        if (branch instanceof Leaf leaf) {
            Leaf others = leaf.without(key);
            return others == null ? node.removed(bit) : node.replaced(index, others);
        }
        Node below = remove((Node) branch, shift + BITS, hash, key);
        boolean isOneLeaf = below.branches.length == 1 && below.branches[0] instanceof Leaf;
        return node.replaced(index, isOneLeaf ? below.branches[0] : below);
    }

    /** Hands over all entries, in no particular order. */
    public void forEach(BiConsumer<? super K, ? super V> visitor) {
        visit(root, visitor);
    }

    @SuppressWarnings("unchecked")
    private static <K, V> void visit(Node node, BiConsumer<? super K, ? super V> visitor) {
        for (Object branch : node.branches) {
            if (branch instanceof Node below) {
                visit(below, visitor);
            } else {
                for (Leaf leaf = (Leaf) branch; leaf != null; leaf = leaf.next) {
                    visitor.accept((K) leaf.key, (V) leaf.value);
                }
            }
        }
    }

    private static int spread(Object key) {
        int hash = key.hashCode() * 0x9e3779b9;
        return hash ^ hash >>> 15;
    }
}
