package io.sluice.broker.artemis.queue;

import java.util.Set;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;

/** Headers of STOMP frames that are the protocol's and that Artemis keeps as properties nevertheless. */
public final class StompHeaders {

    private static final SimpleString DESTINATION = SimpleString.of("destination");
    private static final Set<String> OF_PROTOCOL = Set.of("destination", "receipt", "transaction", "content-length");

    private StompHeaders() {}

    /** Whether a STOMP client sent the message; such clients give no message id. */
    public static boolean areIn(Message message) {
        return message.getUserID() == null && message.containsProperty(DESTINATION);
    }

    /** Whether a property of such a message is not the application's. */
    public static boolean isOfProtocol(String property) {
        return OF_PROTOCOL.contains(property);
    }
}
