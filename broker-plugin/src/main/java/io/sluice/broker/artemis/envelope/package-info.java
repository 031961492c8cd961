/**
 * What SNS makes of a message of the broker: its text, its attributes, its envelope, and a new message with one of these for
 * a subscriber's queue.
 *
 * <p>Called on the threads of publishers and of deliveries; keeps no state. May import {@code fanout}, {@code artemis.mqtt},
 * {@code artemis.queue} and Artemis.
 */
@NullMarked
package io.sluice.broker.artemis.envelope;

import org.jspecify.annotations.NullMarked;
