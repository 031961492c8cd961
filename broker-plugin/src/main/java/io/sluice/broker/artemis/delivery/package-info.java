/**
 * Pushes the messages of subscriptions to their endpoints. The messages wait in a durable queue for each subscription, and an
 * endpoint is one more consumer of that queue: what it has not taken is still there after a crash.
 *
 * <p>Artemis offers messages under the monitor of the queue; everything else runs on the executor of the deliveries. Lock order:
 * monitor of the queue, then the gate of a push, which is held for a few field writes. The wall clock only decides when a retry
 * is due: a jump forward makes retries early, one backward makes them late by as much.
 */
@NullMarked
package io.sluice.broker.artemis.delivery;

import org.jspecify.annotations.NullMarked;
