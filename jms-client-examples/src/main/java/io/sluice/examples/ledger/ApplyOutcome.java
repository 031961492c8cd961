package io.sluice.examples.ledger;

/** What became of a posting that was to be applied. */
public enum ApplyOutcome {
    APPLIED,
    /** It was there already: a worker died, or was too late, between the database and the broker. */
    ALREADY_APPLIED,
    /** An earlier posting of the account is missing; it was applied all the same, and noted. */
    OUT_OF_ORDER
}
