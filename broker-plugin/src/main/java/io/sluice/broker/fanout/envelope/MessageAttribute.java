package io.sluice.broker.fanout.envelope;

/**
 * The value of a message attribute.
 *
 * @param type {@code String}, {@code String.Array}, {@code Number} or {@code Binary}
 * @param value as text; binary in Base64
 */
public record MessageAttribute(String type, String value) {

    public static final String STRING = "String";
    public static final String NUMBER = "Number";
    public static final String BINARY = "Binary";
}
