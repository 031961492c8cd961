package io.sluice.broker.artemis.queue;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.ServerConsumer;
import org.apache.activemq.artemis.core.server.ServerSession;

/**
 * Remembers how clients began their sessions, which Artemis tells only before it creates them. Thread-safe.
 */
public final class ClientSessions {

    private record Beginning(boolean transacted, boolean autoAcknowledged) {}

    private static final Beginning UNKNOWN = new Beginning(false, false);

    private final Map<String, Beginning> beginnings = new ConcurrentHashMap<>();
    private final Set<Object> leaving = ConcurrentHashMap.newKeySet();

    /** Records the flags with which a session is about to be created. */
    public void creating(
            String session, boolean autoCommitSends, boolean autoCommitAcks, boolean preAcknowledge, boolean xa) {
        beginnings.put(session, new Beginning(!autoCommitSends || xa, autoCommitAcks && !preAcknowledge && !xa));
    }

    /** Forgets a session that was closed. */
    public void closed(ServerSession session) {
        beginnings.remove(session.getName());
        leaving.remove(session.getConnectionID());
    }

    /** Notes that a client has said that it closes its connection: what it holds is not lost then, but given back. */
    public void leaving(Object connectionId) {
        leaving.add(connectionId);
    }

    ClientSession of(ServerConsumer consumer, ActiveMQServer server) {
        String name = consumer.getSessionID();
        ServerSession session = server.getSessionByID(name);
        if (session == null) {
            throw new IllegalStateException("consumer " + consumer.getID() + " has no session " + name);
        }
        Beginning beginning = beginnings.getOrDefault(name, UNKNOWN);
        return new ClientSession(session, beginning.transacted(), beginning.autoAcknowledged(), leaving);
    }
}
