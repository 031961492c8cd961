package io.sluice.broker.artemis.stomp;

import io.sluice.broker.artemis.RefusedSends;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.activemq.artemis.core.protocol.stomp.Stomp;
import org.apache.activemq.artemis.core.protocol.stomp.StompConnection;
import org.apache.activemq.artemis.core.protocol.stomp.StompFrame;
import org.apache.activemq.artemis.core.protocol.stomp.StompFrameInterceptor;
import org.apache.activemq.artemis.core.protocol.stomp.StompSession;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers a SEND that Sluice refused with the reason, where the ERROR of Artemis only prints the message, and keeps the connection open, as
 * {@link StompReplies} does.
 */
final class StompErrors implements StompFrameInterceptor {

    private static final Logger LOGGER = LoggerFactory.getLogger(StompErrors.class);
    /** What {@code ActiveMQStompProtocolMessageBundle.errorSendMessage} writes. */
    private static final Pattern REFUSED_SEND = Pattern.compile("AMQ339011.*?messageID=(\\d+)", Pattern.DOTALL);

    static void watch(ActiveMQServer server) {
        server.getRemotingService().addOutgoingInterceptor(new StompErrors());
    }

    @Override
    public boolean intercept(StompFrame frame, RemotingConnection remote) {
        if (!frame.getCommand().equals(Stomp.Responses.ERROR) || !(remote instanceof StompConnection connection)) {
            return true;
        }
        try {
            Optional<String> reason = reasonOf(frame, connection);
            reason.ifPresent(text -> {
                String receipt = frame.getHeader(Stomp.Headers.Response.RECEIPT_ID);
                connection.getManager().send(connection, StompReplies.error(connection, receipt, text));
            });
            return reason.isEmpty();
        } catch (Exception e) {
            LOGGER.warn("an ERROR for STOMP connection {} goes out without its reason", connection.getID(), e);
            return true;
        }
    }

    private static Optional<String> reasonOf(StompFrame error, StompConnection connection) throws Exception {
        String message = error.getHeader(Stomp.Headers.Error.MESSAGE);
        Matcher refused = REFUSED_SEND.matcher(message == null ? "" : message);
        if (!refused.find()) {
            return Optional.empty();
        }
        long messageId = Long.parseLong(refused.group(1));
        return sessions(connection)
                .flatMap(session -> RefusedSends.take(session.getCoreSession(), messageId).stream())
                .findFirst();
    }

    private static Stream<StompSession> sessions(StompConnection connection) throws Exception {
        Map<Object, StompSession> transactions =
                connection.getManager().getTransactedSessions().get(connection.getID());
        Stream<StompSession> begun = transactions == null ? Stream.empty() : transactions.values().stream();
        return Stream.concat(Stream.of(connection.getSession()), begun);
    }
}
