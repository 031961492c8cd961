package io.sluice.broker.artemis.queue;

import io.sluice.broker.fifo.DeduplicationListener;
import io.sluice.broker.redrive.RedriveListener;
import io.sluice.broker.visibility.VisibilityListener;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/**
 * What all leased queues of one broker share. Thread-safe.
 */
record QueueContext(ActiveMQServer server, ClientSessions sessions, DeadLetters deadLetters, QueueListeners listeners) {

    VisibilityListener visibilityListener() {
        return listeners.visibility();
    }

    RedriveListener redriveListener() {
        return listeners.redrive();
    }

    DeduplicationListener deduplicationListener() {
        return listeners.deduplication();
    }

    AddressSettings addressSettings(Queue queue) {
        return server.getAddressSettingsRepository().getMatch(queue.getAddress().toString());
    }
}
