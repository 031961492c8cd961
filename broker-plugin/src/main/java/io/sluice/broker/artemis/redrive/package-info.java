/**
 * Move tasks in the broker: requests and management ask {@link io.sluice.broker.artemis.redrive.MoveTasks}, each running
 * task is a {@code TaskRun} that moves batch after batch, and what must survive a restart is kept with the broker's own
 * bindings.
 *
 * <p>A task works on the executor of its queue's paging store, batch by batch, and holds the monitor of the queue for a few messages at a
 * time. May import {@code admin}, {@code redrive}, {@code queue}, {@code artemis.queue}, {@code artemis.management} and
 * Artemis.
 */
@NullMarked
package io.sluice.broker.artemis.redrive;

import org.jspecify.annotations.NullMarked;
