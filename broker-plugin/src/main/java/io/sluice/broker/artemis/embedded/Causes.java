package io.sluice.broker.artemis.embedded;

import org.jspecify.annotations.Nullable;

/** What an exception tells an operator. */
final class Causes {

    private static final String OURS = "io.sluice.";

    private Causes() {}

    /** The innermost message of a chain of exceptions, or the type where there is none. */
    static String messageOf(Throwable thrown) {
        String message = null;
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t.getMessage() != null && !t.getMessage().isBlank()) {
                message = t.getMessage();
            }
        }
        return message == null ? thrown.getClass().getSimpleName() : message;
    }

    /** The first exception of ours in the chain: its message is already written for an operator. */
    static @Nullable Throwable oursIn(Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t.getClass().getName().startsWith(OURS)) {
                return t;
            }
        }
        return null;
    }
}
