package io.sluice.broker.config.value;

/**
 * One value as it stands in the file.
 *
 * @param text without quotes
 * @param isNumber whether YAML takes it for a whole number: digits that are not quoted
 */
public record ScalarText(String text, boolean isNumber) {}
