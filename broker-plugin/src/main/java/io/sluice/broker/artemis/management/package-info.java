/**
 * Requests that arrive as messages to {@code sluice.control}: taken from the routing of the sender's message, carried out on
 * one broker thread after the sender's transaction has committed, and answered to the sender's reply address.
 *
 * <p>May import {@code admin}, {@code artemis.queue} and Artemis.
 */
@NullMarked
package io.sluice.broker.artemis.management;

import org.jspecify.annotations.NullMarked;
