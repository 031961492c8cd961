/**
 * Requests about streams, in the words of Kinesis: creating and reshaping them, putting and reading single records, moving
 * consumer groups.
 *
 * <p>What a request touches is behind {@link io.sluice.broker.admin.stream.StreamAdministration}. Requests of one broker run
 * one after the other; now is an argument. When the wall clock jumps ahead, shard iterators expire earlier. May import
 * {@code admin}, {@code stream} and {@code message}.
 */
@NullMarked
package io.sluice.broker.admin.stream;

import org.jspecify.annotations.NullMarked;
