/**
 * Where the broker may open connections to: the operator's list of targets, and the addresses that no name may lead to.
 *
 * <p>Immutable, for any thread; names are resolved by a port that {@code runtime} implements. No clock is involved. May import
 * {@code java.net} for addresses only.
 */
@NullMarked
package io.sluice.broker.delivery.outgoing;

import org.jspecify.annotations.NullMarked;
