package io.sluice.broker.artemis.queue;

import io.sluice.broker.fifo.DeduplicationListener;
import io.sluice.broker.fifo.DeduplicationSettings;
import io.sluice.broker.fifo.IdMemory;
import java.util.Optional;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.RoutingContext;

/** What a FIFO topic asks of a message before it publishes it: a group, and that it was not published before. Thread-safe. */
public final class FifoTopicEntrance {

    private final ActiveMQServer server;
    private final String topic;
    private final Deduplication deduplication;

    /** To be created before the broker loads its journal, which has the ids that were accepted before. */
    public FifoTopicEntrance(
            ActiveMQServer server,
            SimpleString topic,
            DeduplicationSettings settings,
            IdMemory memory,
            DeduplicationListener listener) {
        this.server = server;
        this.topic = topic.toString();
        this.deduplication = new Deduplication(
                new Deduplication.Host(server, memory, listener), Deduplication.Kind.TOPIC, topic, topic, settings);
    }

    /** Publishes a message that may be. */
    public interface Publisher {
        void publish(Message message, RoutingContext routing) throws Exception;
    }

    public void configure(DeduplicationSettings changed) {
        deduplication.configure(changed);
    }

    /** Forgets all ids. */
    public void delete() {
        deduplication.delete();
    }

    /** Publishes a message unless it was published within the window; refuses one without a group. */
    public void route(Message message, RoutingContext routing, Publisher publisher) throws Exception {
        SimpleString group = GroupName.settle(message, Optional.empty());
        if (group == null && !BrokerRouting.isMove(server, message, routing)) {
            throw LeasedQueue.refusal(
                    "InvalidParameter: The MessageGroupId parameter is required for FIFO topics (topic " + topic + ").",
                    message,
                    routing);
        }
        deduplication.route(message, routing, group == null ? GroupName.UNNAMED : group, publisher::publish);
    }

    /** Whether a queue keeps the order of what a FIFO topic publishes. */
    public static boolean isFifo(Queue queue) {
        return queue instanceof FifoQueue;
    }

    /** Writes down the id by which the message was recognised, so that the queue that gets it recognises it too. */
    public static void noteId(Message copy) {
        if (SentId.explicit(copy) == null) {
            copy.putStringProperty(SentId.ALIAS, SimpleString.of(BodyDigest.of(copy)));
        }
    }

    /**
     * Writes down the group of a published message, and the id by which it was recognised, in a message that takes its place. In
     * a FIFO topic a message without an id is recognised by its body.
     */
    public static void noteOrigin(Message published, Message letter, boolean isOfFifoTopic) {
        SimpleString group = GroupName.of(published);
        if (!group.isEmpty()) {
            letter.setGroupID(group);
        }
        String id = SentId.explicit(published);
        if (id != null || isOfFifoTopic) {
            letter.putStringProperty(SentId.ALIAS, SimpleString.of(id == null ? BodyDigest.of(published) : id));
        }
    }
}
