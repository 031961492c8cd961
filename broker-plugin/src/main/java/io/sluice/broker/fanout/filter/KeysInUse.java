package io.sluice.broker.fanout.filter;

/** Which keys some policy names. */
interface KeysInUse {

    /** Whether a value at this path is wanted. */
    boolean isKey(String path);

    /** Whether a wanted path goes on below this one. */
    boolean isAbove(String path);
}
