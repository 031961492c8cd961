/** A ledger of accounts whose balances come out right only if each posting is applied once and in order. */
@NullMarked
package io.sluice.examples.ledger;

import org.jspecify.annotations.NullMarked;
