package io.sluice.broker.redrive;

import java.util.Optional;
import java.util.Set;

/**
 * Who started a task, with the rights that it has as long as it runs.
 *
 * @param user name for the records
 * @param roles the roles of the user when the task was started; empty for an operator of the broker itself, whom
 *     management has let in and who may send everywhere
 */
public record MoveStarter(String user, Optional<Set<String>> roles) {

    public MoveStarter {
        roles = roles.map(Set::copyOf);
    }
}
