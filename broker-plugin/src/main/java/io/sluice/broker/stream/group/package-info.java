/**
 * Consumer groups: which consumer reads which shard, what record is next, and up to where a shard has been processed.
 *
 * <p>{@link io.sluice.broker.stream.group.ConsumerGroup} is not thread-safe; the adapter calls it under one lock of the group,
 * tells it what happens, and afterwards carries out what {@link io.sluice.broker.stream.group.GroupChanges} says. Records
 * and files are not known here.
 *
 * <p>Times are nanoseconds that only go forward, so a wall clock that jumps by an hour ends no lease.
 *
 * <p>May import {@code stream} and {@code message}, and nothing of the broker.
 */
@NullMarked
package io.sluice.broker.stream.group;

import org.jspecify.annotations.NullMarked;
