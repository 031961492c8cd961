package io.sluice.broker.artemis.stream;

import java.util.EnumSet;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.impl.AddressInfo;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.jspecify.annotations.Nullable;

/** The address of a stream in Artemis: senders to queues and to topics may use it, and it holds them back when it is full. */
final class StreamAddress {

    /** What may wait in memory until the writer has it. */
    private static final long MOST_BYTES = 64L * 1024 * 1024;

    private static final int NO_LIMIT = -1;

    private final ActiveMQServer server;
    private final SimpleString address;
    private final SimpleString queue;
    private volatile @Nullable AddressSettings before;

    StreamAddress(ActiveMQServer server, String stream) {
        this.server = server;
        this.address = SimpleString.of(stream);
        this.queue = SimpleString.of(IngestQueue.nameFor(stream));
    }

    /** Creates what is missing. @return the ingest queue */
    Queue create() throws Exception {
        applySettings();
        AddressInfo existing = server.getAddressInfo(address);
        EnumSet<RoutingType> both = EnumSet.allOf(RoutingType.class);
        if (existing == null) {
            server.addAddressInfo(new AddressInfo(address, both).setAutoCreated(false));
        } else {
            existing.setAutoCreated(false);
            if (!existing.getRoutingTypes().containsAll(both)) {
                server.updateAddressInfo(address, both);
            }
        }
        if (server.locateQueue(queue) == null) {
            server.createQueue(
                    QueueConfiguration.of(queue)
                            .setAddress(address)
                            .setRoutingType(RoutingType.ANYCAST)
                            .setDurable(true)
                            .setInternal(true)
                            .setGroupBuckets(0)
                            .setRingSize((long) NO_LIMIT)
                            .setAutoCreateAddress(false)
                            .setAutoDelete(false),
                    true);
        }
        return server.locateQueue(queue);
    }

    /**
     * Has senders wait when the address is full, instead of writing pages, which would change the order of their records; and
     * keeps records from expiring and from dead-letter addresses. Artemis forgets this when it reads its configuration again.
     */
    void applySettings() {
        AddressSettings current = server.getAddressSettingsRepository().getMatch(address.toString());
        if (isApplied(current)) {
            return;
        }
        before = new AddressSettings(current);
        AddressSettings own = new AddressSettings(current);
        long most = current.getMaxSizeBytes();
        own.setAddressFullMessagePolicy(AddressFullMessagePolicy.BLOCK)
                .setMaxSizeBytes(most > 0 ? Math.min(most, MOST_BYTES) : MOST_BYTES)
                .setSendToDLAOnNoRoute(false)
                .setRedistributionDelay(NO_LIMIT)
                .setAutoDeleteAddresses(false);
        server.getAddressSettingsRepository().addMatch(address.toString(), own, true);
    }

    /** Gives the address the settings that it would have without a stream. */
    void restoreSettings() {
        AddressSettings original = before;
        if (original != null) {
            server.getAddressSettingsRepository().addMatch(address.toString(), original, true);
        }
    }

    private static boolean isApplied(AddressSettings settings) {
        return settings.getAddressFullMessagePolicy() == AddressFullMessagePolicy.BLOCK
                && settings.getMaxSizeBytes() > 0
                && settings.getMaxSizeBytes() <= MOST_BYTES
                && !settings.isSendToDLAOnNoRoute()
                && settings.getRedistributionDelay() == NO_LIMIT
                && !settings.isAutoDeleteAddresses();
    }
}
