package io.sluice.broker.runtime;

/** Answers requests for pages; asked by several threads at once. */
interface Site {

    /** The page, or one that says why there is none. */
    Page page(Request request);

    /**
     * What is asked for.
     *
     * @param path decoded
     * @param query as it was sent; empty if there is none
     * @param isHead whether only the head of the page is wanted, so that nothing may be changed
     */
    record Request(String path, String query, boolean isHead) {}
}
