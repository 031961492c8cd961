/**
 * Reading streams: consumer groups, and readers of one shard with a position of their own, for clients of every protocol.
 *
 * <p>{@link io.sluice.broker.artemis.stream.read.StreamReaders} is told which streams there are and which queues are made;
 * a queue at the address of a stream is one of its readers. {@link io.sluice.broker.artemis.stream.read.Reading} is one
 * reader: what is read ahead of it, who has what, and how far it is.
 *
 * <p>Called by whatever thread of the broker; the lock of a reading is the monitor of its queue. Nothing waits for a disk while
 * that is held.
 */
@NullMarked
package io.sluice.broker.artemis.stream.read;

import org.jspecify.annotations.NullMarked;
