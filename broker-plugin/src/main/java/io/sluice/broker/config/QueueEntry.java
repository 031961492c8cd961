package io.sluice.broker.config;

import io.sluice.broker.queue.QueueSettings;
import io.sluice.broker.redrive.RedrivePolicy;
import java.util.Optional;

/**
 * One entry under {@code queues}.
 *
 * @param name queue name or wildcard
 * @param settings its settings, with defaults for what is wrong in the file
 * @param deadLetterLine where the dead-letter queue is named; 0 without one
 */
record QueueEntry(String name, QueueSettings settings, int deadLetterLine) {

    Optional<String> deadLetterQueue() {
        return settings.redrivePolicy().map(RedrivePolicy::deadLetterQueue);
    }
}
