/**
 * Visibility: the temporary right of one consumer to work on one message.
 *
 * <p>{@link io.sluice.broker.visibility.ConsumerLeases} holds the leases of one consumer of one queue, in the order of
 * delivery, and decides which of them have run out. It is told the time, a monotonic reading in nanoseconds, by every
 * caller, so a jump of the wall clock changes nothing here. It is not thread-safe: the broker adapter owns one lock per
 * consumer and calls it from the delivery thread, the session's thread and the expiry task.
 *
 * <p>May import {@code message} and {@code time} of this project, and nothing of the broker.
 */
@NullMarked
package io.sluice.broker.visibility;

import org.jspecify.annotations.NullMarked;
