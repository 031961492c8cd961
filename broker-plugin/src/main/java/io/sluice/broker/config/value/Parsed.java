package io.sluice.broker.config.value;

/**
 * The outcome of reading one value.
 *
 * @param <T> the type of the value
 */
public sealed interface Parsed<T> {

    /** The text is a value, and allowed. */
    record Accepted<T>(T value) implements Parsed<T> {}

    /** The text is a value of the right kind, but not an allowed one. */
    record OutOfRange<T>() implements Parsed<T> {}

    /**
     * The text is no value of this kind.
     *
     * @param expected how such a value is written
     */
    record Malformed<T>(String expected) implements Parsed<T> {}
}
