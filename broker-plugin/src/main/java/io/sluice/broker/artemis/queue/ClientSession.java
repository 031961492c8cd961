package io.sluice.broker.artemis.queue;

import java.util.concurrent.Executor;
import org.apache.activemq.artemis.core.server.ServerSession;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.core.transaction.impl.TransactionImpl;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;

/**
 * What a leased queue must know of the session that one of its consumers belongs to. Thread-safe.
 *
 * @param session the session
 * @param transacted the client began it as a transacted or XA session
 * @param autoAcknowledged the client's library, and not its application, acknowledges
 * @param sessions all sessions of the broker, for how this one is ending
 */
record ClientSession(ServerSession session, boolean transacted, boolean autoAcknowledged, ClientSessions sessions) {

    /**
     * Whether the client itself began this transaction. A JMS CLIENT_ACKNOWLEDGE or INDIVIDUAL_ACKNOWLEDGE session, and
     * STOMP, acknowledge inside a transaction that Artemis makes up for that; failing it would fail the acknowledgement.
     */
    boolean began(Transaction tx) {
        if (tx.getClass() != TransactionImpl.class || tx.getXid() != null) {
            return true;
        }
        return session.getCurrentTransaction() == tx && (transacted || redeliversByItself());
    }

    /**
     * Whether this is the transaction in which a Core client collects acknowledgements that are not yet those of its
     * application; committing it is the application's acknowledgement.
     */
    boolean collectsIn(Transaction tx) {
        return isCore() && !transacted && session.getCurrentTransaction() == tx && !began(tx);
    }

    /** Whether the client may collect acknowledgements of messages that its application is done with, for ever. */
    boolean mayAcknowledgeLazily() {
        return autoAcknowledged && isCore();
    }

    boolean isStomp() {
        return is("STOMP");
    }

    /** Of any version. */
    boolean isMqtt() {
        return session.getRemotingConnection().getProtocolName().startsWith("MQTT");
    }

    /**
     * Whether the client's library delivers a message that was rolled back or recovered again from its own buffer, so that
     * the broker must not send it a second time ({@code ActiveMQMessageConsumer.rollback}).
     */
    boolean redeliversByItself() {
        return is("OPENWIRE");
    }

    /** Whether the client, if it rolls back, will deliver by itself what it was sent and did not settle. */
    boolean maySoonRedeliverByItself() {
        return redeliversByItself() && OpenWireProtocol.isInTransaction(session.getRemotingConnection());
    }

    boolean isAmqp() {
        return is("AMQP");
    }

    boolean isCore() {
        return is("CORE");
    }

    /**
     * Whether the connection broke, in contrast to a client that closed in order.
     *
     * <p>An OpenWire client closes its consumers before their session. If a session closes with consumers, its connection
     * failed; the socket may still look open then ({@code OpenWireConnection.disconnect}). So it may when a broker that stops ends the
     * sessions of Core and MQTT clients ({@code ActiveMQServerImpl.closeAllServerSessions}).
     */
    boolean isConnectionLost() {
        RemotingConnection connection = session.getRemotingConnection();
        if (isStomp()) {
            return !sessions.isLeaving(session) && (sessions.isFailing(session) || !isOpen(connection));
        }
        return (!isOpen(connection)
                        || is("OPENWIRE") && session.isClosed()
                        || (isCore() || isMqtt()) && sessions.isFailing(session))
                && !sessions.isLeaving(session)
                && !(isAmqp() && AmqpProtocol.isClosedByClient(connection));
    }

    /** The connection has ended, though its socket may look open yet. @return false if the client said that it leaves */
    boolean endsByAccident() {
        if (sessions.isLeaving(session)) {
            return false;
        }
        sessions.failing(session);
        return true;
    }

    /** Whether a consumer whose session ends under it has lost its client: MQTT says so only by not saying DISCONNECT. */
    boolean isLostWhenDropped() {
        return isMqtt() && !sessions.isLeaving(session);
    }

    /** What the queues deliver to this client in one go is written to its socket together. */
    void gatherWrites() {
        GatheredWrites.on(session.getRemotingConnection().getTransportConnection());
    }

    private static boolean isOpen(RemotingConnection connection) {
        return !connection.isDestroyed() && connection.getTransportConnection().isOpen();
    }

    Object connectionId() {
        return session.getConnectionID();
    }

    /** Where work on an open transaction of a client must run, so that it cannot overtake the protocol's own. */
    Executor transactionThread() {
        if (isAmqp()) {
            return AmqpProtocol.eventLoopOf(session.getRemotingConnection());
        }
        return isStomp()
                ? session.getRemotingConnection().getTransportConnection().getEventLoop()
                : Runnable::run;
    }

    private boolean is(String protocol) {
        return protocol.equals(session.getRemotingConnection().getProtocolName());
    }
}
