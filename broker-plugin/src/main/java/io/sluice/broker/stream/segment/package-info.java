/**
 * The log of one shard: records in segment files, found by sequence number and by time, kept for a while, trimmed.
 *
 * <p>{@link io.sluice.broker.stream.segment.ShardLog} is written by one thread, made durable by the same or one other, and
 * read by any number of {@link io.sluice.broker.stream.segment.ShardReader}s, each on a thread of its own. Files are behind
 * {@link io.sluice.broker.stream.segment.SegmentStore}. These threads must not be interrupted while they are in here:
 * Java closes the file of an interrupted thread.
 *
 * <p>Times are arguments. A wall clock that jumps by an hour changes nothing but what is recorded: a record keeps the time
 * at which it arrived, a search by time finds the first record that arrived then or later, and retention never counts a
 * segment older than its newest record.
 *
 * <p>May import {@code stream} and {@code message}, and nothing of the broker.
 */
@NullMarked
package io.sluice.broker.stream.segment;

import org.jspecify.annotations.NullMarked;
