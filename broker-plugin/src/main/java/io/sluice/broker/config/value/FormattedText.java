package io.sluice.broker.config.value;

import java.util.Optional;
import java.util.function.Function;

/**
 * A text that stands for something, which its type knows how to read.
 *
 * @param <T> what it stands for
 */
public final class FormattedText<T> implements ValueType<T> {

    private final String allowed;
    private final Function<String, Optional<T>> reader;
    private final Function<T, String> writer;

    /**
     * @param allowed what messages and documents say
     * @param reader the value of a text; empty if it is none
     * @param writer the text of a value
     */
    public FormattedText(String allowed, Function<String, Optional<T>> reader, Function<T, String> writer) {
        this.allowed = allowed;
        this.reader = reader;
        this.writer = writer;
    }

    @Override
    public Parsed<T> parse(ScalarText scalar) {
        return reader.apply(scalar.text()).<Parsed<T>>map(Parsed.Accepted::new).orElseGet(Parsed.OutOfRange::new);
    }

    @Override
    public String allowed() {
        return allowed;
    }

    @Override
    public String format(T value) {
        return writer.apply(value);
    }
}
