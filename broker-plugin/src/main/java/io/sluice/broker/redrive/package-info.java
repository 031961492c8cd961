/**
 * Redrive policies: after how many receives a message goes to which dead-letter queue, and which chains of dead-letter
 * queues are refused. And the way back: tasks that move dead letters to where they came from ({@link
 * io.sluice.broker.redrive.MoveTask}), at what rate, with what history, and what the messages tell of it.
 *
 * <p>Values and decisions, called from any thread. Imports {@code message} only.
 */
@NullMarked
package io.sluice.broker.redrive;

import org.jspecify.annotations.NullMarked;
