package io.sluice.broker.artemis.mqtt;

import org.apache.activemq.artemis.core.persistence.impl.journal.OperationContextImpl;
import org.apache.activemq.artemis.core.server.RoutingContext;
import org.apache.activemq.artemis.core.server.ServerSession;

/**
 * Keeps what an MQTT client publishes in its order (MQTT 5, 4.6). Artemis has the packets of a client handled by whichever thread is
 * free ({@code MQTTProtocolHandler.mqttMessageActor}), and a message gets into its queue when what the thread has stored is on disk. So a
 * message could overtake one that another thread has stored before. With the context of the session, whichever thread
 * stores them, they keep their order, and so do the answers.
 */
public final class MqttOrder {

    private static final String PROTOCOL = "MQTT";

    private MqttOrder() {}

    /** To be called by the thread that routes a message, before anything of it is stored. */
    public static void keep(RoutingContext routing) {
        ServerSession session = routing.getServerSession();
        if (session != null && session.getRemotingConnection().getProtocolName().startsWith(PROTOCOL)) {
            OperationContextImpl.setContext(session.getSessionContext());
        }
    }
}
