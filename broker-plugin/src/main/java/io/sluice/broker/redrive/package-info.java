/**
 * Redrive policies: after how many receives a message goes to which dead-letter queue, and which chains of dead-letter
 * queues are refused.
 *
 * <p>Pure values and decisions, called from any thread. Imports {@code message} only.
 */
@NullMarked
package io.sluice.broker.redrive;

import org.jspecify.annotations.NullMarked;
