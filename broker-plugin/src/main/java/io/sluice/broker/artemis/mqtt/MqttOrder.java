package io.sluice.broker.artemis.mqtt;

import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.persistence.impl.journal.OperationContextImpl;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.RoutingContext;
import org.apache.activemq.artemis.core.server.ServerSession;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerMessagePlugin;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what an MQTT client publishes in its order (MQTT 5, 4.6). Artemis has the packets of a client handled by whichever thread is
 * free ({@code MQTTProtocolHandler.mqttMessageActor}), and a message gets into its queue when what the thread has stored is on disk. So a
 * message could overtake one that another thread has stored before. With the context of the session, whichever thread
 * stores them, they keep their order, and so do the answers.
 */
public final class MqttOrder {

    private static final String PROTOCOL = "MQTT";
    private static final OwnContexts OWN_CONTEXTS = new OwnContexts();

    private MqttOrder() {}

    /** To be called by the thread that routes a message, before anything of it is stored. */
    public static void keep(RoutingContext routing) {
        keep(routing.getServerSession());
    }

    private static void keep(@Nullable ServerSession session) {
        if (session != null && isMqtt(session)) {
            OperationContextImpl.setContext(session.getSessionContext());
        }
    }

    private static boolean isMqtt(ServerSession session) {
        return session.getRemotingConnection().getProtocolName().startsWith(PROTOCOL);
    }

    /**
     * The same for a message that may wait for a long time. The context stays with the thread, and another MQTT client whose packet this handles
     * next, for a queue that Sluice does not know, would wait with it. So from now on each of them gets its own.
     */
    public static void keepAndLeaveOthersAlone(RoutingContext routing, ActiveMQServer server) {
        ServerSession session = routing.getServerSession();
        if (session != null
                && isMqtt(session)
                && !server.getBrokerMessagePlugins().contains(OWN_CONTEXTS)) {
            server.registerBrokerPlugin(OWN_CONTEXTS);
        }
        keep(session);
    }

    /** Costs every message of the broker a little, so it is registered when it is needed first. */
    private static final class OwnContexts implements ActiveMQServerMessagePlugin {

        @Override
        public void beforeSend(
                ServerSession session, Transaction tx, Message message, boolean direct, boolean noAutoCreateQueue) {
            keep(session);
        }
    }
}
