package io.sluice.broker.artemis;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.function.Predicate;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.server.RoutingContext;
import org.apache.activemq.artemis.core.server.ServerSession;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.jspecify.annotations.Nullable;

/**
 * Why messages of a session were refused, for a protocol whose answer has no room for an exception: Artemis leaves the reason out of
 * STOMP's ERROR frame, which is written later and by another thread than the message was refused by.
 *
 * <p>Remembers the last {@value #MOST} reasons of a session until they are told or the session is gone. Thread-safe.
 */
public final class RefusedSends {

    private static final int MOST = 100;
    private static final String STOMP = "STOMP";
    private static final Map<ServerSession, RefusedSends> OF_SESSIONS =
            Collections.synchronizedMap(new WeakHashMap<>());

    private record Refused(long messageId, boolean isLarge, String reason) {}

    private final Deque<Refused> refused = new ArrayDeque<>();

    private RefusedSends() {}

    /**
     * Notes that a message was refused, if it was sent by a client of STOMP; others are told by the exception.
     *
     * @return the exception to be thrown, from which Artemis makes the best answer that the sender's protocol has
     */
    public static ActiveMQException note(ActiveMQException refusal, Message message, RoutingContext routing) {
        ServerSession session = routing.getServerSession();
        String reason = refusal.getMessage();
        if (session == null || reason == null) {
            return refusal;
        }
        RemotingConnection sender = session.getRemotingConnection();
        if (RefusedPublications.concerns(sender, message)) {
            return RefusedPublications.note(sender, refusal);
        }
        if (STOMP.equals(sender.getProtocolName())) {
            OF_SESSIONS
                    .computeIfAbsent(session, of -> new RefusedSends())
                    .add(new Refused(message.getMessageID(), message.isLargeMessage(), reason));
        }
        return refusal;
    }

    /**
     * Why a message was refused, which is forgotten then; empty if Sluice did not refuse it.
     *
     * @param messageId as the client's answer names it: a large message was given another one after that
     */
    public static Optional<String> take(@Nullable ServerSession session, long messageId) {
        RefusedSends sends = session == null ? null : OF_SESSIONS.get(session);
        return sends == null ? Optional.empty() : sends.take(messageId);
    }

    private synchronized void add(Refused send) {
        if (refused.size() == MOST) {
            refused.removeFirst();
        }
        refused.addLast(send);
    }

    private synchronized Optional<String> take(long messageId) {
        Optional<Refused> found = first(send -> send.messageId() == messageId).or(() -> first(Refused::isLarge));
        found.ifPresent(refused::remove);
        return found.map(Refused::reason);
    }

    private Optional<Refused> first(Predicate<Refused> condition) {
        return refused.stream().filter(condition).findFirst();
    }
}
