/**
 * Functions in the broker's own process that are subscribed to topics.
 *
 * <p>A function runs on the executor of the deliveries. It is code that the operator has installed, so nothing limits what it
 * may do, except the time it may take.
 */
@NullMarked
package io.sluice.broker.delivery.sink.function;

import org.jspecify.annotations.NullMarked;
