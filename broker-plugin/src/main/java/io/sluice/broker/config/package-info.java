/**
 * Reads {@code sluice.yaml} into the settings records of the capabilities, or says everything that is wrong with it.
 *
 * <p>Read at start and again when the file has changed, on the thread of whoever asks; nothing is kept between two
 * reads. May import the YAML parser, commons-text and the settings of the capabilities; no broker, clock or thread.
 */
@NullMarked
package io.sluice.broker.config;

import org.jspecify.annotations.NullMarked;
