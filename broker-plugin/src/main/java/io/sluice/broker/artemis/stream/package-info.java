/**
 * Streams in Artemis: their registry, and the way of a record from a client into the log (ADR 28 and 32).
 *
 * <p>{@link io.sluice.broker.artemis.stream.Streams} has the streams of one broker from its start to its stop.
 * {@link io.sluice.broker.artemis.stream.Stream} is one of them: what a reader, an operator and a meter see of it. Each has one
 * thread that appends, reshapes and trims; listeners are told on it. Everything public may be called by any thread.
 */
@NullMarked
package io.sluice.broker.artemis.stream;

import org.jspecify.annotations.NullMarked;
