package io.sluice.broker.artemis.queue;

import java.util.List;
import org.apache.activemq.artemis.api.core.Interceptor;
import org.apache.activemq.artemis.core.protocol.core.Channel;
import org.apache.activemq.artemis.core.protocol.core.CoreRemotingConnection;
import org.apache.activemq.artemis.core.protocol.core.Packet;
import org.apache.activemq.artemis.core.protocol.core.ServerSessionPacketHandler;
import org.apache.activemq.artemis.core.protocol.core.impl.PacketImpl;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.NullResponseMessage;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.NullResponseMessage_V2;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.SessionIndividualAcknowledgeMessage;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.ServerConsumer;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps from Artemis what a Core client acknowledges a second time: {@code ServerConsumerImpl.individualAcknowledge} would
 * fail the transaction of the acknowledgement, and with it the next call of the application (AMQ229027).
 *
 * <p>Packets are read here before those in front of them are carried out. So a delivery keeps in mind that its
 * acknowledgement is on the way.
 *
 * <p>Called by the thread of the client's connection.
 */
final class CoreAcknowledgements implements Interceptor {

    private static final Logger LOGGER = LoggerFactory.getLogger(CoreAcknowledgements.class);
    private static final int NO_WINDOW = -1;

    @Override
    public boolean intercept(Packet packet, RemotingConnection connection) {
        if (packet.getType() != PacketImpl.SESS_INDIVIDUAL_ACKNOWLEDGE
                || !(connection instanceof CoreRemotingConnection core)) {
            return true;
        }
        try {
            return read((SessionIndividualAcknowledgeMessage) packet, core);
        } catch (Exception e) {
            LOGGER.warn("an acknowledgement of a Core client could not be read", e);
            return true;
        }
    }

    private static boolean read(SessionIndividualAcknowledgeMessage packet, CoreRemotingConnection connection)
            throws Exception {
        Channel channel = connection.getChannel(packet.getChannelID(), NO_WINDOW);
        if (!(channel.getHandler() instanceof ServerSessionPacketHandler handler)) {
            if (channel.getHandler() == null) {
                // asking for it made it
                connection.removeChannel(packet.getChannelID());
            }
            return true;
        }
        ServerConsumer consumer = handler.getSession().locateConsumer(packet.getConsumerID());
        if (consumer == null
                || !(consumer.getQueue() instanceof LeasedQueue)
                || isExpected(consumer, packet.getMessageID())) {
            return true;
        }
        channel.confirm(packet);
        if (packet.isRequiresResponse()) {
            channel.send(
                    connection.isVersionBeforeAsyncResponseChange()
                            ? new NullResponseMessage()
                            : new NullResponseMessage_V2(packet.getCorrelationID()));
        }
        return false;
    }

    /** Whether this is the first acknowledgement of a message that was sent to this consumer. */
    private static boolean isExpected(ServerConsumer consumer, long messageId) {
        List<MessageReference> found = consumer.scanDeliveringReferences(
                false,
                reference -> reference.getMessageID() == messageId,
                reference -> reference.getMessageID() == messageId);
        return !found.isEmpty() && (!(found.get(0) instanceof LeasedReference lease) || lease.expectAcknowledgement());
    }
}
