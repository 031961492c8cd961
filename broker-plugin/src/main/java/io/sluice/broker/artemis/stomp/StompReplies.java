package io.sluice.broker.artemis.stomp;

import java.nio.charset.StandardCharsets;
import org.apache.activemq.artemis.api.core.ActiveMQBuffer;
import org.apache.activemq.artemis.api.core.ActiveMQBuffers;
import org.apache.activemq.artemis.core.protocol.stomp.Stomp;
import org.apache.activemq.artemis.core.protocol.stomp.StompConnection;
import org.apache.activemq.artemis.core.protocol.stomp.StompFrame;
import org.jspecify.annotations.Nullable;

/**
 * Answers a frame in place of Artemis. The connection stays open after an ERROR, also in STOMP 1.2 where it "MUST" be
 * closed: it would take what the other subscriptions hold with it (ADR 13).
 */
final class StompReplies {

    private StompReplies() {}

    /** Sends the RECEIPT, if the client asked for one. */
    static void done(StompConnection connection, StompFrame request) {
        StompFrame receipt = connection.getFrameHandler().postprocess(request);
        if (receipt != null) {
            connection.sendFrame(receipt, null);
        }
        readOn(connection);
    }

    static void refused(StompConnection connection, StompFrame request, String reason) {
        connection.sendFrame(error(connection, request.getHeader(Stomp.Headers.RECEIPT_REQUESTED), reason), null);
        readOn(connection);
    }

    /** @param receipt the receipt that the client asked for; null if it did not */
    static StompFrame error(StompConnection connection, @Nullable String receipt, String reason) {
        StompFrame error = connection.getFrameHandler().createStompFrame(Stomp.Responses.ERROR);
        error.addHeader(Stomp.Headers.Error.MESSAGE, reason);
        error.addHeader(Stomp.Headers.CONTENT_TYPE, "text/plain");
        if (receipt != null) {
            error.addHeader(Stomp.Headers.Response.RECEIPT_ID, receipt);
        }
        error.setNeedsDisconnect(false);
        error.setByteBody(reason.getBytes(StandardCharsets.UTF_8));
        return error;
    }

    /**
     * Artemis stops reading when an interceptor has kept a frame, until the client sends more; a client that waits for the
     * receipt of what it sent together with that frame would wait for ever.
     */
    private static void readOn(StompConnection connection) {
        connection.getTransportConnection().getEventLoop().execute(() -> {
            if (!connection.isDestroyed() && connection.hasBytes()) {
                ActiveMQBuffer nothingNew = ActiveMQBuffers.fixedBuffer(0);
                connection.getManager().handleBuffer(connection, nothingNew);
            }
        });
    }
}
