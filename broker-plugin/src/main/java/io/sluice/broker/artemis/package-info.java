/**
 * The anti-corruption layer: the only packages that know Apache Artemis. Sub-packages are named for what they put into the
 * broker: {@code plugin}, {@code queue}, {@code interceptor}, {@code management}.
 *
 * <p>{@link io.sluice.broker.artemis.BrokerInternals} is the one class that uses what Artemis does not document.
 */
@NullMarked
package io.sluice.broker.artemis;

import org.jspecify.annotations.NullMarked;
