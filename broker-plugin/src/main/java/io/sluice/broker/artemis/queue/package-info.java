/**
 * Leased queues inside Artemis: an own queue class, an own consumer in front of each of Artemis', and an own reference per
 * delivery. {@link io.sluice.broker.artemis.queue.LeasedQueueFactory} is the way in.
 *
 * <p>Lock order: monitor of the {@code ServerConsumer}, monitor of the queue, lock of the leases. Direct delivery enters
 * with the monitor of the queue held. Nothing here calls a client or the disk with the lock of the leases held.
 *
 * <p>May import the capabilities and Artemis; not {@code config}, {@code metrics} or CDI.
 */
@NullMarked
package io.sluice.broker.artemis.queue;

import org.jspecify.annotations.NullMarked;
