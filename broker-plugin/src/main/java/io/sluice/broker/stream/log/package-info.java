/**
 * The records of all shards of one stream: appended together, made durable together, trimmed by time and by size.
 *
 * <p>{@link io.sluice.broker.stream.log.StreamLog} is written by one thread; which others may call what is said at its
 * methods and at {@link io.sluice.broker.stream.segment.ShardLog}. Times are arguments.
 *
 * <p>May import {@code stream}, {@code stream.segment} and {@code message}, and nothing of the broker.
 */
@NullMarked
package io.sluice.broker.stream.log;

import org.jspecify.annotations.NullMarked;
