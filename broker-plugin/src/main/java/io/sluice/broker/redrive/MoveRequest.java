package io.sluice.broker.redrive;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What an operator wants to have moved.
 *
 * @param source the dead-letter queue
 * @param destination queue that takes all messages; empty sends each message to the queue that it came from
 * @param messagesPerSecond {@value #LOWEST_RATE} to {@value #HIGHEST_RATE} (SEMANTICS 1.7); empty for as fast as it goes
 * @param filter selector that the messages must match; empty for all
 * @param dryRun count only, move nothing
 */
public record MoveRequest(
        String source,
        Optional<String> destination,
        OptionalInt messagesPerSecond,
        Optional<String> filter,
        boolean dryRun) {

    public static final int LOWEST_RATE = 1;
    public static final int HIGHEST_RATE = 500;

    public MoveRequest {
        if (messagesPerSecond.isPresent()
                && (messagesPerSecond.getAsInt() < LOWEST_RATE || messagesPerSecond.getAsInt() > HIGHEST_RATE)) {
            throw new IllegalArgumentException("messagesPerSecond " + messagesPerSecond.getAsInt() + " is outside "
                    + LOWEST_RATE + " to " + HIGHEST_RATE);
        }
        if (destination.filter(source::equals).isPresent()) {
            throw new IllegalArgumentException("the destination is the source " + source);
        }
    }
}
