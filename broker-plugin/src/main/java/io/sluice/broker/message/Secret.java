package io.sluice.broker.message;

import java.util.function.Function;

/** A password or key of the configuration. It is never part of a text: {@link #toString} is stars. */
public final class Secret {

    private static final String STARS = "******";

    private final String value;

    public Secret(String value) {
        this.value = value;
    }

    /** Hands the value to whoever must have it; what it returns must not be logged. */
    public <T> T use(Function<String, T> user) {
        return user.apply(value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && value.equals(secret.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return STARS;
    }
}
