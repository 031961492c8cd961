package io.sluice.broker.artemis.queue;

import io.sluice.broker.artemis.mqtt.MqttMessages;
import io.sluice.broker.artemis.mqtt.MqttOrder;
import io.sluice.broker.fifo.FifoSettings;
import io.sluice.broker.queue.QueueSettings;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.RoutingContext;
import org.jspecify.annotations.Nullable;

/**
 * What a message passes on its way into a FIFO queue: it is given the group of the queue if it names none, refused if it may not come in, dropped
 * if it is a duplicate, and numbered. Thread-safe.
 */
final class FifoEntrance {

    private static final int USUAL_PRIORITY = 4;

    private final FifoQueue queue;
    private final Deduplication deduplication;
    private final Inside inside;
    private final KnownGroups groups = new KnownGroups();

    /** @param leased what a message passes then, as in any leased queue */
    FifoEntrance(FifoQueue queue, Deduplication deduplication, Deduplication.Entrance leased) {
        this.queue = queue;
        this.deduplication = deduplication;
        this.inside = new Inside(leased);
    }

    /** Adds the queue to the routing context of a message that may enter. */
    void route(Message message, RoutingContext routing) throws Exception {
        QueueSettings current = queue.settings();
        if (current == null) {
            inside.route(message, routing);
            inside.complete(message);
            return;
        }
        MqttOrder.keep(routing);
        SimpleString group = GroupName.settle(message, current.fifo().defaultMessageGroup());
        if (!isAllowed(group) && !queue.isMove(message, routing)) {
            throw refusal(group, message, routing);
        }
        if (message.isLargeMessage()) {
            queue.refuseTooLarge(current, message, routing); // before all of its body is read, to tell duplicates
        }
        SimpleString named = group == null ? GroupName.UNNAMED : group;
        if (!MqttMessages.hasUserProperties(message)) {
            groups.note(message.getMessageID(), named);
        }
        deduplication.route(message, routing, named, inside);
    }

    /**
     * The group of a message that came in a short time ago, and has no delay of its own but what Artemis knows of; null if that is not known
     * any more. To be asked once.
     */
    @Nullable
    SimpleString takeGroupOf(MessageReference reference) {
        return groups.take(reference.getMessageID());
    }

    private static boolean isAllowed(@Nullable SimpleString group) {
        return group != null && group.length() <= FifoSettings.MAXIMUM_GROUP_LENGTH_OF_MESSAGE;
    }

    private ActiveMQException refusal(@Nullable SimpleString group, Message message, RoutingContext routing) {
        return LeasedQueue.refusal(
                group == null
                        ? "MissingParameter: The request must contain the parameter MessageGroupId (queue "
                                + queue.label() + ")."
                        : "InvalidParameterValue: MessageGroupId must be 1 to "
                                + FifoSettings.MAXIMUM_GROUP_LENGTH_OF_MESSAGE + " in length, not " + group.length()
                                + " (queue " + queue.label() + ").",
                message,
                routing);
    }

    /** Behind the look for duplicates. */
    private record Inside(Deduplication.Entrance leased) implements Deduplication.Entrance {

        @Override
        public void route(Message message, RoutingContext routing) throws Exception {
            leased.route(message, routing);
        }

        @Override
        public void complete(Message message) {
            level(message);
            SequenceProperty.write(message, message.getMessageID());
        }

        @Override
        public void complete(Message message, long acceptedMillis) {
            level(message);
            SequenceProperty.write(message, message.getMessageID(), acceptedMillis);
        }

        private static void level(Message message) {
            if (message.getPriority() != USUAL_PRIORITY) {
                message.setPriority((byte) USUAL_PRIORITY);
                message.messageChanged();
            }
        }
    }
}
