package io.sluice.examples.orders;

/** The text of an order cannot be read, now or later; the message says which field and what stood in it. */
public final class MalformedOrderException extends Exception {

    private static final long serialVersionUID = 1L;

    public MalformedOrderException(String message) {
        super(message);
    }
}
