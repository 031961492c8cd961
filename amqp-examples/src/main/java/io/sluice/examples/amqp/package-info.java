/**
 * "Orders into a database" in the words of AMQP 1.0: a worker on protonj2, and the settlement outcomes frame by frame
 * on Qpid Proton-J.
 *
 * <p>Imports the two AMQP libraries and the orders, no class of a broker.
 */
@NullMarked
package io.sluice.examples.amqp;

import org.jspecify.annotations.NullMarked;
