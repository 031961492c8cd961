package io.sluice.broker.recovery;

/** Bodies of the messages that are sent in these tests; each body occurs once. */
final class Messages {

    private static final String POISON = "poison";

    private Messages() {}

    static String good(String producer, int number) {
        return producer + "-" + number;
    }

    /** A message that no worker can finish. */
    static String poison(String producer, int number) {
        return POISON + "-" + producer + "-" + number;
    }

    static boolean isPoison(String body) {
        return body.startsWith(POISON);
    }
}
