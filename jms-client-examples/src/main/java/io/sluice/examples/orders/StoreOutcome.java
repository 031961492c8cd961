package io.sluice.examples.orders;

/** What storing an order did. Both are a success: the order is in the database. */
public enum StoreOutcome {
    /** The order is new and was stored. */
    STORED,
    /** An order with this id was already there and stayed as it was; this was a second delivery. */
    ALREADY_THERE
}
