/**
 * The kinds of values that {@code sluice.yaml} knows: durations, sizes, counts, words. Each turns the text of one value
 * into its type or says why not, and knows how to write its range and a value for people.
 *
 * <p>Pure functions, called from any thread. Imports the values and settings of the capabilities; no YAML.
 */
@NullMarked
package io.sluice.broker.config.value;

import org.jspecify.annotations.NullMarked;
