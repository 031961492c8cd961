package io.sluice.broker.artemis.binding;

import io.sluice.broker.artemis.envelope.BrokerIdentity;
import io.sluice.broker.artemis.queue.DeadLetters;
import io.sluice.broker.artemis.queue.FifoTopicEntrance;
import io.sluice.broker.artemis.queue.NowhereQueue;
import io.sluice.broker.fanout.TopicDeduplicationScope;
import io.sluice.broker.fanout.TopicSettings;
import io.sluice.broker.fifo.DeduplicationScope;
import io.sluice.broker.fifo.DeduplicationSettings;
import io.sluice.broker.fifo.IdMemory;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.server.ActiveMQServer;

/**
 * What all topics of one broker share. Thread-safe.
 *
 * @param identity in whose name envelopes are written
 * @param ids how much may be remembered of deduplication ids
 * @param shared the address under which the queues stand in a routing context that hold one message together: below that
 *     of Artemis' management, which has no paging, so that Artemis asks no store whether it has room
 */
record TopicContext(
        ActiveMQServer server,
        TopicListeners listeners,
        BrokerIdentity identity,
        IdMemory ids,
        NowhereQueue nowhere,
        DeadLetters deadLetters,
        SimpleString shared) {

    static TopicContext of(ActiveMQServer server, TopicListeners listeners, BrokerIdentity identity, IdMemory ids) {
        return new TopicContext(
                server,
                listeners,
                identity,
                ids,
                new NowhereQueue(server),
                new DeadLetters(server),
                server.getConfiguration().getManagementAddress().concat(".sluice.shared"));
    }

    FifoTopicEntrance entranceOf(SimpleString topic, TopicSettings settings) {
        return new FifoTopicEntrance(server, topic, deduplicationOf(settings), ids, listeners.duplicates());
    }

    static DeduplicationSettings deduplicationOf(TopicSettings settings) {
        return new DeduplicationSettings(
                settings.contentBasedDeduplication(),
                settings.deduplicationScope() == TopicDeduplicationScope.MESSAGE_GROUP
                        ? DeduplicationScope.MESSAGE_GROUP
                        : DeduplicationScope.QUEUE);
    }
}
