/**
 * What the contract promises to applications, seen from outside: unmodified clients against a broker with Sluice. Names
 * nothing of the implementation.
 */
@NullMarked
package io.sluice.broker.contract;

import org.jspecify.annotations.NullMarked;
