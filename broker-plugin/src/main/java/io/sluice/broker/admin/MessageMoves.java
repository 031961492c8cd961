package io.sluice.broker.admin;

import io.sluice.broker.redrive.MoveProgress;
import io.sluice.broker.redrive.MoveRequest;
import java.util.List;
import java.util.Optional;

/** The tasks that move dead letters, as one caller may use them. A port; the broker adapter implements it. */
public interface MessageMoves {

    /** Whether the caller may receive from a queue; also false for a queue that it must not know of. */
    boolean mayReceive(String queue);

    /** Whether the caller may send to a queue. */
    boolean maySend(String queue);

    /** Whether a queue of this name exists. */
    boolean exists(String queue);

    /** Whether dead letters of some queue go to this one. */
    boolean isDeadLetterQueue(String queue);

    /** What is wrong with a selector; empty if it can be used. */
    Optional<String> problemOf(String filter);

    /** Starts a task with the rights of the caller. @return empty if the source has an active one */
    Optional<MoveProgress> start(MoveRequest request);

    /** Tasks of a source, newest first. */
    List<MoveProgress> list(String source, int maximum);

    /** The task of this id. */
    Optional<MoveProgress> find(String taskId);

    /** Asks a task to end. @return empty if it is not running */
    Optional<MoveProgress> cancel(String taskId);
}
