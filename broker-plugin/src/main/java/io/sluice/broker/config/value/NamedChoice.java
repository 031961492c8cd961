package io.sluice.broker.config.value;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One of a few values that have names.
 *
 * @param <T> their type
 */
public final class NamedChoice<T> implements ValueType<T> {

    private final Map<String, T> choices = new LinkedHashMap<>();

    private NamedChoice() {}

    /** A choice to which {@link #or} adds the values. */
    public static <T> NamedChoice<T> of(String name, T value) {
        return new NamedChoice<T>().or(name, value);
    }

    /** Adds one more value; for the time when the choice is made. */
    public NamedChoice<T> or(String name, T value) {
        choices.put(name, value);
        return this;
    }

    @Override
    public Parsed<T> parse(ScalarText scalar) {
        T value = choices.get(scalar.text());
        return value == null ? new Parsed.OutOfRange<>() : new Parsed.Accepted<>(value);
    }

    @Override
    public String allowed() {
        List<String> names = List.copyOf(choices.keySet());
        int last = names.size() - 1;
        return last == 0 ? names.get(0) : String.join(", ", names.subList(0, last)) + " or " + names.get(last);
    }

    @Override
    public String format(T value) {
        return choices.entrySet().stream()
                .filter(choice -> choice.getValue().equals(value))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }
}
