/**
 * FIFO queues: order within a message group, while groups run in parallel, and no message twice within five minutes.
 *
 * <p>{@link io.sluice.broker.fifo.MessageGroups} knows of one queue which messages of each group wait, are in flight or
 * are away, who owns the group, and therefore which message may go to whom next. It holds no message bodies and no lists
 * of the broker: a {@link io.sluice.broker.fifo.Shelf} puts messages where consumers see them, or out of their way.
 * {@link io.sluice.broker.fifo.SequenceNumbers} keeps the numbers of a group increasing,
 * {@link io.sluice.broker.fifo.DeduplicationWindow} knows what was sent before. None reads a clock. None is thread-safe:
 * the adapter calls them under the monitor of the queue or their own.
 *
 * <p>May import {@code message} and {@code time} of this project, and nothing of the broker.
 */
@NullMarked
package io.sluice.broker.fifo;

import org.jspecify.annotations.NullMarked;
