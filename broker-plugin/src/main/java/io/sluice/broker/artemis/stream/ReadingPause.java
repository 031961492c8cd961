package io.sluice.broker.artemis.stream;

import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.paging.PagingStore;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.RoutingContext;
import org.apache.activemq.artemis.core.server.ServerSession;
import org.apache.activemq.artemis.spi.core.remoting.Connection;

/**
 * Holds back producers whose protocol has no other way when the address is full: nothing more is read from their connection
 * until there is room again. Artemis does so for OpenWire, and gives no credit to others, but to STOMP and MQTT it does nothing.
 * What was read from the connection before is still taken.
 */
final class ReadingPause {

    private static final String STOMP = "STOMP";
    private static final String MQTT = "MQTT";

    private ReadingPause() {}

    /** Called when a record was accepted, on the thread of its sender. */
    static void beginIfFull(ActiveMQServer server, Message message, RoutingContext routing) throws Exception {
        ServerSession session = routing.getServerSession();
        if (session == null || !isUnlimited(session.getRemotingConnection().getProtocolName())) {
            return;
        }
        PagingStore memory = server.getPagingManager().getPageStore(message.getAddressSimpleString());
        if (memory != null && memory.isFull()) {
            Connection transport = session.getRemotingConnection().getTransportConnection();
            memory.checkMemory(
                    true, () -> transport.setAutoRead(true), () -> transport.setAutoRead(false), waiting -> {});
        }
    }

    private static boolean isUnlimited(String protocol) {
        return protocol.equals(STOMP) || protocol.startsWith(MQTT);
    }
}
