package io.sluice.broker.artemis.queue;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.ServerConsumer;
import org.apache.activemq.artemis.core.server.ServerSession;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;

/**
 * Remembers how clients began their sessions, which Artemis tells only before it creates them. Thread-safe.
 */
public final class ClientSessions {

    private record Beginning(boolean transacted, boolean autoAcknowledged) {}

    private static final Beginning UNKNOWN = new Beginning(false, false);

    private final Map<String, Beginning> beginnings = new ConcurrentHashMap<>();
    private final Set<RemotingConnection> leaving =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
    private final Set<String> failing = ConcurrentHashMap.newKeySet();

    /** Records the flags with which a session is about to be created. */
    public void creating(
            String session, boolean autoCommitSends, boolean autoCommitAcks, boolean preAcknowledge, boolean xa) {
        beginnings.put(session, new Beginning(!autoCommitSends || xa, autoCommitAcks && !preAcknowledge && !xa));
    }

    /** Forgets a session that was closed. */
    public void closed(ServerSession session) {
        beginnings.remove(session.getName());
        failing.remove(session.getName());
    }

    /** Notes that a session is about to be closed because its connection failed, which may be open still. */
    public void failing(ServerSession session) {
        failing.add(session.getName());
    }

    boolean isFailing(ServerSession session) {
        return failing.contains(session.getName());
    }

    boolean isLeaving(ServerSession session) {
        return leaving.contains(session.getRemotingConnection());
    }

    /**
     * Notes that a client has said that it closes its connection: what it holds is not lost then, but given back. That holds
     * for all sessions of the connection, however many of them have been closed.
     */
    public void leaving(RemotingConnection connection) {
        leaving.add(connection);
    }

    ClientSession of(ServerConsumer consumer, ActiveMQServer server) {
        String name = consumer.getSessionID();
        ServerSession session = server.getSessionByID(name);
        if (session == null) {
            throw new IllegalStateException("consumer " + consumer.getID() + " has no session " + name);
        }
        Beginning beginning = beginnings.getOrDefault(name, UNKNOWN);
        return new ClientSession(session, beginning.transacted(), beginning.autoAcknowledged(), this);
    }
}
