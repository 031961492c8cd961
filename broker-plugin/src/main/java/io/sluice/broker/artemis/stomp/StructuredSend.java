package io.sluice.broker.artemis.stomp;

import io.sluice.broker.artemis.envelope.PublishedMessage;
import io.sluice.broker.fanout.envelope.InvalidMessageStructureException;
import io.sluice.broker.fanout.envelope.MessageStructure;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.activemq.artemis.core.protocol.stomp.Stomp;
import org.apache.activemq.artemis.core.protocol.stomp.StompFrame;

/**
 * What is sent to a topic with a text for each protocol. It is checked before Artemis has it, which would end the connection of
 * a client whose message is refused, and not tell it the reason.
 */
final class StructuredSend {

    private static final String SCHEME_END = "://";

    private StructuredSend() {}

    /** Why the message of a frame will be refused. */
    static Optional<String> refusalOf(StompFrame frame, Predicate<String> isTopic) {
        String destination = frame.getHeader(Stomp.Headers.Send.DESTINATION);
        if (destination == null || !PublishedMessage.isStructured(frame.getHeader(PublishedMessage.STRUCTURE_NAME))) {
            return Optional.empty();
        }
        int scheme = destination.indexOf(SCHEME_END);
        String address = scheme < 0 ? destination : destination.substring(scheme + SCHEME_END.length());
        if (!isTopic.test(address)) {
            return Optional.empty();
        }
        try {
            MessageStructure.parse(frame.getBody());
            return Optional.empty();
        } catch (InvalidMessageStructureException e) {
            return Optional.of("InvalidParameter: " + e.getMessage() + " (topic " + address + ").");
        }
    }
}
