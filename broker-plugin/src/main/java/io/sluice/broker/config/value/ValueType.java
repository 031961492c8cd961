package io.sluice.broker.config.value;

/**
 * What the value of one key may be.
 *
 * @param <T> the type it becomes
 */
public interface ValueType<T> {

    /** The value of this text, or why it is none. Never throws. */
    Parsed<T> parse(ScalarText scalar);

    /** The allowed values as a message and the documentation name them: {@code 0s to 12h}. */
    String allowed();

    /** A value as the file would write it; {@link #parse} of it gives an equal value. */
    String format(T value);
}
