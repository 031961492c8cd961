package io.sluice.broker.artemis.stream;

/** Is told which streams there are. Called by whoever starts or changes them, one call at a time. */
public interface StreamsListener {

    /** A stream was opened and can be read; nothing was put into it since. Its {@link StreamListener}s can be added now. */
    void opened(Stream stream);

    /** A stream is about to be closed; its own listeners are told next. */
    default void closing(Stream stream) {}
}
