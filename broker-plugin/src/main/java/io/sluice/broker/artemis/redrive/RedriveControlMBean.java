package io.sluice.broker.artemis.redrive;

/**
 * Move tasks in the broker's management. The caller is an operator whom management has let in, so the rights of queues are
 * not checked. Each operation answers with the JSON of the reply to the control request of the same name, and throws with
 * the error code and a sentence if the request is refused.
 */
public interface RedriveControlMBean {

    /**
     * Moves dead letters back.
     *
     * @param destination empty: each message to the queue that it came from
     * @param maxNumberOfMessagesPerSecond 1 to 500; 0 for as fast as it goes
     * @param filter selector; empty for all
     * @param dryRun only count
     */
    String startMessageMoveTask(
            String source, String destination, int maxNumberOfMessagesPerSecond, String filter, boolean dryRun);

    /** The newest tasks of a dead-letter queue, 1 to 10 of them. */
    String listMessageMoveTasks(String source, int maxResults);

    /** Ends a running task. */
    String cancelMessageMoveTask(String taskHandle);
}
