package io.sluice.examples.demo;

/**
 * Something that must be true at the end.
 *
 * @param found what was found, in words
 */
record Check(String expectation, boolean holds, String found) {}
