package io.sluice.broker.fanout.filter;

import io.sluice.broker.fanout.filter.Conjunction.Condition;
import io.sluice.broker.fanout.filter.rule.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The values of a message, or of one element of an array in it, by the key that policies name; only keys that some policy names.
 *
 * <p>Elements of an array that are objects or arrays have contents of their own, because the conditions of a policy that are met
 * inside one array must be met by one element of it. An array with one such element is no different from no array and is not kept.
 */
final class Content {

    private final Map<String, List<Value>> values = new HashMap<>(8);
    private List<List<Content>> arrays = List.of();

    void add(String key, Value value) {
        List<Value> present = values.get(key);
        if (present == null) {
            values.put(key, List.of(value));
        } else if (present.size() == 1) {
            List<Value> several = new ArrayList<>(present);
            several.add(value);
            values.put(key, several);
        } else {
            present.add(value);
        }
    }

    /** Adds what was found in the elements of an array. */
    void addArray(List<Content> elements) {
        if (elements.size() == 1) {
            merge(elements.get(0));
        } else if (!elements.isEmpty()) {
            if (arrays.isEmpty()) {
                arrays = new ArrayList<>(2);
            }
            arrays.add(elements);
        }
    }

    private void merge(Content element) {
        element.values.forEach((key, list) -> list.forEach(value -> add(key, value)));
        element.arrays.forEach(this::addArray);
    }

    boolean isEmpty() {
        return values.isEmpty() && arrays.isEmpty();
    }

    /** Values outside of arrays that have several objects or arrays as elements. */
    Map<String, List<Value>> values() {
        return values;
    }

    /** For each array that has several objects or arrays as elements, what is in those. */
    List<List<Content>> arrays() {
        return arrays;
    }

    /** Whether all conditions hold. */
    boolean satisfies(Collection<Condition> conditions) {
        if (!arrays.isEmpty()) {
            return ElementChoice.satisfies(this, conditions);
        }
        for (Condition condition : conditions) {
            if (!holds(condition)) {
                return false;
            }
        }
        return true;
    }

    /** Whether what was looked up and found here fits: its other conditions hold. */
    boolean satisfies(Posting<?> found) {
        if (!arrays.isEmpty()) {
            return ElementChoice.satisfies(this, found.conditions());
        }
        return found.isCompletedBy(this);
    }

    /** Whether a condition holds; for contents without arrays that several objects are in. */
    boolean holds(Condition condition) {
        List<Value> present = values.get(condition.key());
        return present == null ? condition.asksForAbsence() : condition.accepts(present);
    }
}
