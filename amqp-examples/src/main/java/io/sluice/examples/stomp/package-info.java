/** An example program that speaks STOMP, and the little of the protocol that it needs. */
@NullMarked
package io.sluice.examples.stomp;

import org.jspecify.annotations.NullMarked;
