/**
 * The measurements: one class per question, each turning rounds into {@code Figure}s.
 *
 * <p>Called on the main thread, one measurement at a time. Imports {@code broker}, {@code client} and {@code report}.
 */
@NullMarked
package io.sluice.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
