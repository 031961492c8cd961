package io.sluice.examples.process;

/** How a worker behaves between receiving an order and storing it. */
public enum WorkerMode {
    /** Goes on at once. */
    NORMAL,
    /** Takes a while for every order, as if it waited for another system. */
    SLOW,
    /** Stands still with its first order in hand until a line arrives on standard input, then goes on normally. */
    HANG
}
