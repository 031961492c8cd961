package io.sluice.broker.visibility;

/** A lease of a message that is only a name. */
final class ModelLease extends Lease {

    private final String message;

    ModelLease(String message) {
        this.message = message;
    }

    String message() {
        return message;
    }

    @Override
    public String toString() {
        return message;
    }
}
