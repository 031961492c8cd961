/**
 * The shards of a stream: where a record goes, how shards are split and merged, what they may take.
 *
 * <p>{@link io.sluice.broker.stream.shard.ShardMap} is an immutable value; changing it gives another one, which is in force
 * once it is stored. {@link io.sluice.broker.stream.shard.ShardThroughput} and
 * {@link io.sluice.broker.stream.shard.OnDemandScaling} hold what they have seen, are not thread-safe, and are called by the
 * adapter under a lock of its own.
 *
 * <p>Times are arguments: nanoseconds that only go forward where throughput is measured, wall clock where days are counted.
 * If the wall clock jumps by an hour, the history of on-demand throughput is off by that hour and nothing else.
 *
 * <p>May import {@code stream} and {@code message}, and nothing of the broker.
 */
@NullMarked
package io.sluice.broker.stream.shard;

import org.jspecify.annotations.NullMarked;
