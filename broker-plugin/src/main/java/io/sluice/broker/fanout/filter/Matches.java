package io.sluice.broker.fanout.filter;

/** Is told who gets a message. */
@FunctionalInterface
public interface Matches<S> {

    /** This subscription gets the message; told once, on the thread that matches, in no particular order. */
    void matched(S subscription);
}
