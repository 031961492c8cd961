/**
 * Filter policies of subscriptions: who gets a message that is published to a topic.
 *
 * <p>{@link io.sluice.broker.fanout.filter.FilterPolicy} is a checked policy. A
 * {@link io.sluice.broker.fanout.filter.FilterTable} holds the policies of the subscriptions of one topic and tells which of
 * them accept a message, which it sees as a {@link io.sluice.broker.fanout.filter.MessageView}. Any number of threads may
 * match while policies change; nobody waits for anybody. Nothing here reads a clock, so nothing depends on it.
 *
 * <p>{@code rule} decides whether one value fits, {@code index} finds the policies that come into question; both are
 * internal to this package. May import {@code message} of this project and a streaming JSON parser.
 */
@NullMarked
package io.sluice.broker.fanout.filter;

import org.jspecify.annotations.NullMarked;
