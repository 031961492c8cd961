/**
 * Topics: what a subscription is, what may subscribe to what, and who is told how much of a topic reached whom. Which
 * published messages a subscription gets is decided in {@code fanout.filter}.
 *
 * <p>Pure values and rules, for any thread. May import {@code message} and {@code fanout.filter}; knows no clock, so a jump
 * of the clock does nothing here.
 */
@NullMarked
package io.sluice.broker.fanout;

import org.jspecify.annotations.NullMarked;
