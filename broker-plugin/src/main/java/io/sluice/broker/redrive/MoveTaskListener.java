package io.sluice.broker.redrive;

/**
 * Facts about tasks that move dead letters back, for metrics. Called on broker threads; an implementation must be quick and
 * must not throw. Dry runs are not reported.
 */
public interface MoveTaskListener {

    /** Ignores everything. */
    MoveTaskListener NONE = new MoveTaskListener() {};

    /** A task began, or goes on after a restart. */
    default void taskStarted(String source) {}

    /** Messages were moved. */
    default void messagesMoved(String source, int count) {}

    /** A task ended. @param status COMPLETED, FAILED or CANCELLED */
    default void taskEnded(String source, String status) {}
}
