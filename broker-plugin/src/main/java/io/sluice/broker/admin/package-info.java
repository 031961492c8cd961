/**
 * Requests of operators and applications: checked and answered here, independent of the protocol that carries them.
 *
 * <p>What a request touches in the broker is behind ports of this package. Requests run one after the other on a broker
 * thread; a jump of the wall clock changes nothing here. May import the capabilities, {@code queue} and {@code message}.
 */
@NullMarked
package io.sluice.broker.admin;

import org.jspecify.annotations.NullMarked;
