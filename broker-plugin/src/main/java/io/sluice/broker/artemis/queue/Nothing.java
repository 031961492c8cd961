package io.sluice.broker.artemis.queue;

import org.jspecify.annotations.Nullable;

/** What a proxy answers that stands for something of Artemis and does nothing, whatever the release asks of it. */
final class Nothing {

    private Nothing() {}

    /** False, zero, or null for void and objects. */
    static @Nullable Object of(Class<?> type) {
        if (type == boolean.class) {
            return false;
        }
        if (type == long.class) {
            return 0L;
        }
        return type == int.class ? (Object) 0 : null;
    }
}
