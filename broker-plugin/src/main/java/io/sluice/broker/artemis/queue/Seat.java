package io.sluice.broker.artemis.queue;

import io.sluice.broker.fifo.MessageGroup;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.utils.collections.LinkedListImpl;
import org.jspecify.annotations.Nullable;

/**
 * A message that waits in a FIFO queue: its group, and where it stands on the {@link GroupShelf}. Whoever has the seat need not
 * look for the message. Guarded by the monitor of the queue.
 */
final class Seat {

    /** Of a message that stands nowhere, because it moves or has not been put anywhere. */
    static final int NOWHERE = -1;

    final MessageReference message;

    /** The group; null of what was put into the list by somebody else than its queue. */
    @Nullable
    MessageGroup<SimpleString, Seat, LeasedConsumer> group;

    /** Where Artemis' list has it. */
    LinkedListImpl.@Nullable Node<MessageReference> node;

    /** The priority at which it stands in Artemis' list. */
    int priority = NOWHERE;

    /** What {@link LookAhead} has left out for this message. */
    int leftOut;

    /** What tells the place in {@link Seats}: the message is far away in memory when seats move there. */
    final int hash;

    /** The next one with the same place in {@link Seats}. */
    @Nullable
    Seat next;

    Seat(MessageReference message) {
        this.message = message;
        this.hash = Seats.hashOf(message.getMessageID());
    }
}
