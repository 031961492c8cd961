package io.sluice.broker.runtime.stream;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The members of a JSON object in an answer of the broker; what is missing is empty. */
record Members(Map<?, ?> values) {

    static Members of(@Nullable Object object) {
        return new Members(object instanceof Map<?, ?> values ? values : Map.of());
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    String text(String name) {
        Object value = values.get(name);
        return value == null ? "" : value.toString();
    }

    Members object(String name) {
        return of(values.get(name));
    }

    List<Members> objects(String name) {
        return list(name).stream().map(Members::of).toList();
    }

    List<String> texts(String name) {
        return list(name).stream().map(String::valueOf).toList();
    }

    private List<?> list(String name) {
        return values.get(name) instanceof List<?> list ? list : List.of();
    }
}
