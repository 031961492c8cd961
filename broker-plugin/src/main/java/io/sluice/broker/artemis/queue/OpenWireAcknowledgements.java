package io.sluice.broker.artemis.queue;

import java.util.ArrayList;
import java.util.List;
import org.apache.activemq.artemis.core.protocol.openwire.OpenWireConnection;
import org.apache.activemq.artemis.core.protocol.openwire.OpenWireInterceptor;
import org.apache.activemq.artemis.core.protocol.openwire.amq.AMQConsumer;
import org.apache.activemq.artemis.core.protocol.openwire.amq.AMQSession;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.ServerConsumer;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.apache.activemq.command.Command;
import org.apache.activemq.command.MessageAck;
import org.apache.activemq.command.MessageId;
import org.apache.activemq.command.RemoveInfo;
import org.apache.activemq.command.TransactionInfo;
import org.apache.activemq.state.ConnectionState;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads two kinds of acknowledgement of OpenWire clients before Artemis does, and notes which transactions are open and
 * which clients close their connection.
 *
 * <p>{@code REDELIVERED_ACK}, which Artemis ignores, tells that the client delivers messages again from its own buffer.
 * {@code POISON_ACK} tells that the client's redelivery policy gives a message up; but a client with the failover
 * transport also sends it for a message that its connection was sent before, without showing it to the application. That one
 * must not become a dead letter: it is kept from Artemis, and the message goes to somebody else.
 *
 * <p>Called by the thread of the client's connection.
 */
final class OpenWireAcknowledgements implements OpenWireInterceptor {

    private static final Logger LOGGER = LoggerFactory.getLogger(OpenWireAcknowledgements.class);
    private static final String DUPLICATE = "Suppressing duplicate delivery";

    private final ClientSessions sessions;

    OpenWireAcknowledgements(ClientSessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public boolean intercept(Command command, RemotingConnection connection) {
        if (command instanceof RemoveInfo info && info.isConnectionRemove()) {
            sessions.leaving(connection);
        } else if (command instanceof TransactionInfo info && connection instanceof OpenWireConnection openWire) {
            note(info, openWire.getState());
        } else if (command instanceof MessageAck ack
                && (ack.isRedeliveredAck() || ack.isPoisonAck())
                && connection instanceof OpenWireConnection openWire) {
            try {
                read(ack, openWire);
            } catch (Exception e) {
                LOGGER.warn("an acknowledgement of an OpenWire client could not be read", e);
            }
        }
        return true;
    }

    /** Artemis leaves this list of the connection's transactions empty. */
    private static void note(TransactionInfo info, @Nullable ConnectionState state) {
        if (state == null) {
            return;
        }
        switch (info.getType()) {
            case TransactionInfo.BEGIN -> state.addTransactionState(info.getTransactionId());
            case TransactionInfo.COMMIT_ONE_PHASE, TransactionInfo.COMMIT_TWO_PHASE, TransactionInfo.ROLLBACK ->
                state.removeTransactionState(info.getTransactionId());
            default -> {
                // the transaction goes on
            }
        }
    }

    private static void read(MessageAck ack, OpenWireConnection connection) throws Exception {
        AMQSession session = connection.getSession(ack.getConsumerId().getParentId());
        if (session == null) {
            return;
        }
        boolean refused = false;
        for (ServerConsumer consumer : session.getCoreSession().getServerConsumers()) {
            LeasedConsumer holder = leased(consumer, ack);
            if (holder == null) {
                continue;
            }
            if (ack.isRedeliveredAck()) {
                ClientRedelivery.redelivered(holder, deliveries(consumer, ack));
            } else if (isDuplicate(ack)) {
                refused |= refuse(holder, ack.getLastMessageId());
            } else {
                deliveries(consumer, ack).forEach(OpenWireAcknowledgements::uncountAhead);
            }
        }
        if (refused) {
            // Artemis ignores this type
            ack.setAckType(MessageAck.REDELIVERED_ACK_TYPE);
        }
    }

    private static @Nullable LeasedConsumer leased(ServerConsumer consumer, MessageAck ack) {
        return consumer.getProtocolData() instanceof AMQConsumer openWire
                        && openWire.getId().equals(ack.getConsumerId())
                        && consumer.getQueue() instanceof LeasedQueue queue
                ? queue.consumers().inFrontOf(consumer)
                : null;
    }

    private static List<LeasedReference> deliveries(ServerConsumer consumer, MessageAck ack) {
        MessageId last = ack.getLastMessageId();
        MessageId first = ack.getFirstMessageId() == null ? last : ack.getFirstMessageId();
        List<MessageReference> range = consumer.scanDeliveringReferences(
                false, reference -> has(reference, first), reference -> has(reference, last));
        List<LeasedReference> leases = new ArrayList<>();
        if (!range.isEmpty() && has(range.get(range.size() - 1), last)) {
            for (MessageReference reference : range) {
                if (reference instanceof LeasedReference lease) {
                    leases.add(lease);
                }
            }
        }
        return leases;
    }

    private static boolean has(MessageReference reference, MessageId id) {
        return id.equals(reference.getProtocolData(MessageId.class));
    }

    private static boolean isDuplicate(MessageAck ack) {
        Throwable cause = ack.getPoisonCause();
        return cause != null && String.valueOf(cause.getMessage()).contains(DUPLICATE);
    }

    /** The newest delivery is the one that the client means: it never saw that it was sent again. */
    private static boolean refuse(LeasedConsumer holder, MessageId id) throws Exception {
        for (LeasedReference lease : holder.leases()) {
            if (has(lease, id)) {
                ServerConsumer consumer = holder.delegate();
                consumer.scanDeliveringReferences(
                        true, reference -> reference == lease, reference -> reference == lease);
                ClientRedelivery.refused(holder, lease);
                ((AMQConsumer) consumer.getProtocolData()).replenishCredit(1, false);
                return true;
            }
        }
        return false;
    }

    /** A rollback counted the client's next delivery; there will be none. */
    private static void uncountAhead(LeasedReference lease) {
        if (lease.wasCountedAhead()) {
            lease.inner().decrementDeliveryCount();
        }
    }
}
