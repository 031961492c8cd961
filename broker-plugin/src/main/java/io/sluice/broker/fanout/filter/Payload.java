package io.sluice.broker.fanout.filter;

/** The content of a message in which policies may look for JSON. */
public sealed interface Payload {

    /** Content that is text. */
    record Text(String json) implements Payload {}

    /**
     * Content that is bytes: text in UTF-8 (or UTF-16 or UTF-32, which show by their first bytes). The array is read, never
     * changed, and not kept.
     */
    record Bytes(byte[] array, int offset, int length) implements Payload {

        /** The whole array. */
        public static Bytes of(byte[] array) {
            return new Bytes(array, 0, array.length);
        }
    }
}
