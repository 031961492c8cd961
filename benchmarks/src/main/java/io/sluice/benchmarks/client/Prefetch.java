package io.sluice.benchmarks.client;

/** How many messages a consumer takes ahead of the application. */
public enum Prefetch {
    /** One, and only while the application waits in receive. */
    ONE_AT_A_TIME,

    /** What the client library does unless told otherwise. */
    DEFAULT,

    /** As many as the protocol allows. */
    EVERYTHING
}
