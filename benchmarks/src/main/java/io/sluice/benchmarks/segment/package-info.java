/**
 * The process that writes and reads the segments of a stream, with a heap of its own size; {@code measure} starts it.
 *
 * <p>Single-threaded. Imports the streams of the plugin.
 */
@NullMarked
package io.sluice.benchmarks.segment;

import org.jspecify.annotations.NullMarked;
