package io.sluice.broker.artemis.stomp;

import org.apache.activemq.artemis.core.protocol.stomp.Stomp;
import org.apache.activemq.artemis.core.protocol.stomp.StompFrame;
import org.apache.activemq.artemis.core.protocol.stomp.StompSession;
import org.apache.activemq.artemis.core.protocol.stomp.StompVersions;
import org.jspecify.annotations.Nullable;

/**
 * How an ACK or NACK names a delivery: by the {@code message-id} of STOMP 1.0 and 1.1, or the {@code ack} of 1.2. Artemis
 * makes both of the ids of the consumer and of the message.
 */
record DeliveryName(long consumerId, long deliveryId) {

    /** The delivery that a frame names; null if the frame cannot be right, whatever was delivered. */
    static @Nullable DeliveryName in(StompFrame frame, String version) {
        boolean latest = version.equals(StompVersions.V1_2.toString());
        String text = frame.getHeader(latest ? Stomp.Headers.Ack.ID : Stomp.Headers.Ack.MESSAGE_ID);
        boolean complete =
                !version.equals(StompVersions.V1_1.toString()) || frame.hasHeader(Stomp.Headers.Ack.SUBSCRIPTION);
        return text == null || !complete ? null : parse(text);
    }

    private static @Nullable DeliveryName parse(String text) {
        int separator = text.indexOf(StompSession.MESSAGE_ID_SEPARATOR);
        if (separator < 0) {
            return null;
        }
        try {
            return new DeliveryName(
                    Long.parseLong(text.substring(0, separator)), Long.parseLong(text.substring(separator + 1)));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** Whether a broker that has given out ids up to this one can have made it. */
    boolean isPossible(long newestId) {
        return isUsed(consumerId, newestId) && isUsed(deliveryId, newestId);
    }

    private static boolean isUsed(long id, long newestId) {
        return id > 0 && id <= newestId;
    }
}
