package io.sluice.broker.artemis.stomp;

import io.sluice.broker.artemis.queue.ClientSessions;
import io.sluice.broker.artemis.queue.ConsumerDeliveries;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.apache.activemq.artemis.core.protocol.stomp.Stomp;
import org.apache.activemq.artemis.core.protocol.stomp.StompConnection;
import org.apache.activemq.artemis.core.protocol.stomp.StompFrame;
import org.apache.activemq.artemis.core.protocol.stomp.StompFrameInterceptor;
import org.apache.activemq.artemis.core.protocol.stomp.StompSession;
import org.apache.activemq.artemis.core.protocol.stomp.StompVersions;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.ServerConsumer;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the settlements of STOMP clients before Artemis does.
 *
 * <p>For deliveries of leased queues it tells the queue what the frame means, and lets Artemis carry it out as the ACK that it takes it for:
 * a NACK, which Artemis would treat as an ACK, and an ACK inside a transaction, which Artemis would carry out at once. A settlement of a
 * delivery that is settled already, or of a consumer that is closed, is answered as if it had been carried out; Artemis would
 * answer ERROR. Such an id is told from nonsense only by whether this broker can have given it out. A frame that cannot be
 * examined is refused, because a NACK that passes by mistake would delete the message.
 *
 * <p>Deliveries of other queues, and frames that are wrong in themselves, are left to Artemis. See ADR 13.
 */
public final class StompFrames implements StompFrameInterceptor {

    private static final Logger LOGGER = LoggerFactory.getLogger(StompFrames.class);
    private static final String RETRY_DELAY = "retryDelay";
    private static final long LONGEST_DELAY_MILLIS = 43_200_000;

    private final ActiveMQServer server;
    private final ClientSessions sessions;
    private final Predicate<String> isTopic;

    private StompFrames(ActiveMQServer server, ClientSessions sessions, Predicate<String> isTopic) {
        this.server = server;
        this.sessions = sessions;
        this.isTopic = isTopic;
    }

    /** Has the frames of this server looked at. @param isTopic whether the address of this name is one of a topic */
    public static void watch(ActiveMQServer server, ClientSessions sessions, Predicate<String> isTopic) {
        server.getRemotingService().addIncomingInterceptor(new StompFrames(server, sessions, isTopic));
        StompErrors.watch(server);
    }

    @Override
    public boolean intercept(StompFrame frame, RemotingConnection remote) {
        if (!(remote instanceof StompConnection connection) || !connection.isValid() || connection.isDestroyed()) {
            return true;
        }
        try {
            return switch (frame.getCommand()) {
                case Stomp.Commands.ACK -> settle(frame, connection, false);
                case Stomp.Commands.NACK ->
                    connection.getVersion().equals(StompVersions.V1_0.toString()) || settle(frame, connection, true);
                case Stomp.Commands.SEND -> {
                    DestinationType.complete(frame, server);
                    Optional<String> refusal = StructuredSend.refusalOf(frame, isTopic);
                    yield refusal.isEmpty() || refuse(frame, connection, refusal.get());
                }
                case Stomp.Commands.SUBSCRIBE -> {
                    DestinationType.complete(frame, server);
                    yield true;
                }
                case Stomp.Commands.COMMIT -> commit(frame, connection);
                case Stomp.Commands.DISCONNECT -> {
                    sessions.leaving(connection);
                    yield true;
                }
                default -> true;
            };
        } catch (Exception e) {
            LOGGER.error("a {} frame of STOMP connection {} failed", frame.getCommand(), connection.getID(), e);
            return refuse(frame, connection, "The " + frame.getCommand() + " failed inside the broker.");
        }
    }

    private boolean settle(StompFrame frame, StompConnection connection, boolean negative) throws Exception {
        DeliveryName name = DeliveryName.in(frame, connection.getVersion());
        if (name == null) {
            return true;
        }
        ServerConsumer consumer = connection.getSession().getCoreSession().locateConsumer(name.consumerId());
        ConsumerDeliveries deliveries = consumer == null ? null : ConsumerDeliveries.of(consumer);
        if (consumer != null && deliveries == null) {
            return true;
        }
        if (deliveries == null || !deliveries.contains(name.deliveryId())) {
            if (name.isPossible(server.getStorageManager().getCurrentID())) {
                StompReplies.done(connection, frame);
                return false;
            }
            return true;
        }
        return negative
                ? fail(frame, connection, deliveries, name.deliveryId())
                : acknowledge(frame, connection, deliveries, name.deliveryId());
    }

    private static boolean acknowledge(
            StompFrame frame, StompConnection connection, ConsumerDeliveries deliveries, long deliveryId)
            throws Exception {
        String transactionId = frame.getHeadersMap().remove(Stomp.Headers.TRANSACTION);
        if (transactionId == null) {
            deliveries.expectAcknowledgement();
            return true;
        }
        StompSession begun = begun(transactionId, connection);
        if (begun == null) {
            return refuse(frame, connection, "The transaction " + transactionId + " was not begun.");
        }
        deliveries.expectAcknowledgementIn(begun.getCoreSession().getCurrentTransaction(), deliveryId);
        return true;
    }

    private static boolean fail(
            StompFrame frame, StompConnection connection, ConsumerDeliveries deliveries, long deliveryId) {
        String text = frame.getHeader(RETRY_DELAY);
        OptionalLong delay = text == null ? OptionalLong.of(0) : delay(text);
        if (delay.isEmpty()) {
            return refuse(
                    frame,
                    connection,
                    "Value " + text + " for header " + RETRY_DELAY + " is invalid. Reason: Must be between 0 and "
                            + LONGEST_DELAY_MILLIS + " milliseconds.");
        }
        frame.getHeadersMap().remove(Stomp.Headers.TRANSACTION);
        deliveries.expectFailure(deliveryId, delay.getAsLong());
        return true;
    }

    private static OptionalLong delay(String text) {
        try {
            long millis = Long.parseLong(text);
            return millis >= 0 && millis <= LONGEST_DELAY_MILLIS ? OptionalLong.of(millis) : OptionalLong.empty();
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** Artemis forgets to end a transaction whose commit fails, and then refuses to begin another one of that name. */
    private static boolean commit(StompFrame frame, StompConnection connection) throws Exception {
        String transactionId = frame.getHeader(Stomp.Headers.TRANSACTION);
        StompSession begun = transactionId == null ? null : begun(transactionId, connection);
        if (begun == null
                || begun.getCoreSession().getCurrentTransaction().getState() != Transaction.State.ROLLBACK_ONLY) {
            return true;
        }
        begun.getCoreSession().rollback(false);
        begun.end();
        return refuse(
                frame,
                connection,
                "The transaction " + transactionId + " was rolled back: a visibility timeout passed before the commit,"
                        + " or a message in it was refused.");
    }

    private static @Nullable StompSession begun(String transactionId, StompConnection connection) {
        Map<Object, StompSession> transactions =
                connection.getManager().getTransactedSessions().get(connection.getID());
        StompSession session = transactions == null ? null : transactions.get(transactionId);
        return session != null && session.isTxPending() ? session : null;
    }

    private static boolean refuse(StompFrame frame, StompConnection connection, String reason) {
        StompReplies.refused(connection, frame, reason);
        return false;
    }
}
