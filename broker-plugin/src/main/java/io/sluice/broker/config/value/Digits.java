package io.sluice.broker.config.value;

/** Digits of any length as a number. */
final class Digits {

    private Digits() {}

    /** The number; one with more than {@code most} significant digits becomes the largest of that many digits. */
    static long saturated(String digits, int most) {
        String significant = digits.replaceFirst("^0+(?=.)", "");
        return Long.parseLong(significant.length() > most ? "9".repeat(most) : significant);
    }
}
