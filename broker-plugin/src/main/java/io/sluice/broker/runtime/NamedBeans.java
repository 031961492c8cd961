package io.sluice.broker.runtime;

import jakarta.enterprise.inject.Instance;
import java.util.Map;
import java.util.TreeMap;

/** CDI beans by their names. */
final class NamedBeans {

    private NamedBeans() {}

    /** All beans that have a name; the others cannot be meant by any configuration. */
    static <T> Map<String, T> of(Instance<T> beans) {
        Map<String, T> named = new TreeMap<>();
        for (Instance.Handle<T> handle : beans.handles()) {
            String name = handle.getBean().getName();
            if (name != null) {
                named.put(name, handle.get());
            }
        }
        return named;
    }
}
