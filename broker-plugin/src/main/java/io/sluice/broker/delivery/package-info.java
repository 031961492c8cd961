/**
 * Pushes messages to endpoints: when to try again, how fast, when to leave an endpoint alone, who may be called at all, and
 * what a kind of endpoint has to offer. {@code delivery.outgoing} has the rules of outgoing connections, {@code
 * delivery.sink} the kinds.
 *
 * <p>Called by {@code artemis.delivery}, which has the messages, the threads and the clock. Durations are measured with
 * monotonic time; only the age of a confirmation token is wall-clock time, and a jump of an hour changes no more than how
 * long a token is accepted. May import {@code message} and {@code time}.
 */
@NullMarked
package io.sluice.broker.delivery;

import org.jspecify.annotations.NullMarked;
