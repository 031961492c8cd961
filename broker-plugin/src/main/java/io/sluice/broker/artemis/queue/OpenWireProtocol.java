package io.sluice.broker.artemis.queue;

import java.util.Optional;
import org.apache.activemq.artemis.core.protocol.openwire.OpenWireConnection;
import org.apache.activemq.artemis.core.protocol.openwire.amq.AMQConsumer;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.ServerConsumer;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.apache.activemq.command.MessageId;

/** What has to be known of OpenWire. Used for consumers of that protocol only, so that the rest does without it. */
final class OpenWireProtocol {

    private static final String MODULE = "org/apache/activemq/artemis/core/protocol/openwire/OpenWireInterceptor.class";

    private OpenWireProtocol() {}

    /** Reads what OpenWire clients tell about their deliveries; no effect in a broker without that protocol. */
    static void listen(ActiveMQServer server, ClientSessions sessions) {
        if (ActiveMQServer.class.getClassLoader().getResource(MODULE) != null) {
            server.getRemotingService().addIncomingInterceptor(new OpenWireAcknowledgements(sessions));
        }
    }

    /** The id under which the client shows a message to its application. */
    static Optional<String> messageIdOf(LeasedReference lease) {
        return Optional.ofNullable(lease.getProtocolData(MessageId.class)).map(MessageId::toString);
    }

    /** Whether a session of this connection is inside a transaction; which one, OpenWire does not tell. */
    static boolean isInTransaction(RemotingConnection connection) {
        return connection instanceof OpenWireConnection openWire
                && openWire.getState() != null
                && !openWire.getState().getTransactionStates().isEmpty();
    }

    /** Puts a delivery to the front of a consumer's list, as Artemis does with what a client rolls back. */
    static void backToDelivering(ServerConsumer consumer, LeasedReference lease) {
        consumer.backToDelivering(lease);
        if (consumer.getProtocolData() instanceof AMQConsumer openWire) {
            openWire.addRolledback(lease);
        }
    }
}
