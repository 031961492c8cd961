package io.sluice.broker.artemis.interceptor;

import org.apache.activemq.artemis.api.core.ActiveMQRemoteDisconnectException;
import org.apache.activemq.artemis.api.core.Interceptor;
import org.apache.activemq.artemis.core.protocol.core.CoreRemotingConnection;
import org.apache.activemq.artemis.core.protocol.core.Packet;
import org.apache.activemq.artemis.core.protocol.core.impl.PacketImpl;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.ReattachSessionMessage;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.ReattachSessionResponseMessage;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.ServerSession;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses a Core client that asks to take over a session ({@code REATTACH_SESSION}) unless the owner of that session
 * has logged in on the same connection.
 *
 * <p>Artemis up to 2.56 takes the name of the session as proof enough (CVE-2026-57967): a connection without any login
 * can take over a session with all its rights. A refused client gets the answer that Artemis gives for a session it
 * does not know. An honest client, which asks this on every reconnect before it logs in, then logs in and makes a new
 * session with the same consumers, exactly as after a restart of the broker: unacknowledged messages come again, an
 * open transaction is rolled back.
 *
 * <p>The session that stays behind would keep its messages until the connection's time to live is over (60 s by
 * default), so it is closed now if its own network connection is gone. One whose connection lives is not touched.
 *
 * <p>With {@code security-enabled=false} there is no login to wait for, and everything passes.
 */
public final class ReattachGuard implements Interceptor {

    private static final Logger LOG = LoggerFactory.getLogger(ReattachGuard.class);
    private static final int UNKNOWN_COMMAND = -1;
    private static final int CONTROL_CHANNEL = 1;
    private static final int NO_WINDOW = -1;

    private final ActiveMQServer server;

    public ReattachGuard(ActiveMQServer server) {
        this.server = server;
    }

    @Override
    public boolean intercept(Packet packet, RemotingConnection connection) {
        if (packet.getType() != PacketImpl.REATTACH_SESSION
                || !server.getConfiguration().isSecurityEnabled()) {
            return true;
        }
        if (packet instanceof ReattachSessionMessage request
                && connection instanceof CoreRemotingConnection core
                && !isOwnerLoggedIn(request.getName(), connection)) {
            refuse(request.getName(), core);
            return false;
        }
        return true;
    }

    private boolean isOwnerLoggedIn(String sessionName, RemotingConnection connection) {
        ServerSession wanted = server.getSessionByID(sessionName);
        return wanted != null
                && wanted.getValidatedUser() != null
                && server.getSessions(String.valueOf(connection.getID())).stream()
                        .anyMatch(session -> wanted.getValidatedUser().equals(session.getValidatedUser()));
    }

    private void refuse(String sessionName, CoreRemotingConnection connection) {
        LOG.debug("Refused to reattach a session before login, remote={}", connection.getRemoteAddress());
        ServerSession abandoned = server.getSessionByID(sessionName);
        if (abandoned != null) {
            server.getExecutorFactory().getExecutor().execute(() -> closeIfDisconnected(abandoned));
        }
        connection
                .getChannel(CONTROL_CHANNEL, NO_WINDOW)
                .send(new ReattachSessionResponseMessage(UNKNOWN_COMMAND, false));
    }

    private void closeIfDisconnected(ServerSession session) {
        RemotingConnection old = session.getRemotingConnection();
        if (!old.getTransportConnection().isOpen()) {
            old.fail(new ActiveMQRemoteDisconnectException());
        }
    }
}
