package io.sluice.broker.artemis.queue;

import io.sluice.broker.fifo.DeduplicationListener;
import io.sluice.broker.fifo.IdMemory;
import io.sluice.broker.redrive.RedriveListener;
import io.sluice.broker.visibility.VisibilityListener;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.utils.actors.ArtemisExecutor;

/**
 * What all leased queues of one broker share. Thread-safe.
 *
 * @param ids how much may be remembered of deduplication ids
 * @param turns runs what queues without consumers have to do
 */
record QueueContext(
        ActiveMQServer server,
        ClientSessions sessions,
        DeadLetters deadLetters,
        QueueListeners listeners,
        IdMemory ids,
        ArtemisExecutor turns) {

    /** An executor for one more queue. In a cluster a queue without consumers may have much to do: its messages may move to another node. */
    TurnExecutor newExecutor() {
        ArtemisExecutor own = server.getExecutorFactory().getExecutor();
        boolean isClustered =
                !server.getConfiguration().getClusterConfigurations().isEmpty();
        return new TurnExecutor(own, isClustered ? own : turns);
    }

    /**
     * Whether an acknowledgement may be stored without a transaction: the disk is waited for as it is with one, and no mirror has to be told in
     * one.
     */
    boolean storesAcknowledgementsAlone() {
        Configuration configuration = server.getConfiguration();
        return (configuration.isJournalSyncNonTransactional() || !configuration.isJournalSyncTransactional())
                && server.getPostOffice().getMirrorControlSource() == null;
    }

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
