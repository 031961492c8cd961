package io.sluice.benchmarks.client;

/** Whether a durable send waits for the broker's answer. */
public enum SendMode {
    /** Returns when the broker has the message on disk: the default of both libraries. */
    BLOCKING,

    /** Returns at once, so that one thread can saturate the broker. */
    ASYNCHRONOUS
}
