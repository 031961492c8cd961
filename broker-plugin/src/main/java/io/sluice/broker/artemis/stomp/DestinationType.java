package io.sluice.broker.artemis.stomp;

import io.sluice.broker.artemis.queue.QueueAddresses;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.protocol.stomp.Stomp;
import org.apache.activemq.artemis.core.protocol.stomp.StompFrame;
import org.apache.activemq.artemis.core.server.ActiveMQServer;

/**
 * Says of a destination that it is a queue, where the client says nothing and it is only a leased queue.
 *
 * <p>Artemis makes the address one of the default routing type, too. That is MULTICAST in the {@code broker.xml} of the official
 * distribution, and MQTT clients then publish and subscribe to a topic of that name instead of the queue.
 */
final class DestinationType {

    private DestinationType() {}

    static void complete(StompFrame frame, ActiveMQServer server) {
        String header = frame.getCommand().equals(Stomp.Commands.SEND)
                ? Stomp.Headers.Send.DESTINATION_TYPE
                : Stomp.Headers.Subscribe.SUBSCRIPTION_TYPE;
        String destination = frame.getHeader(Stomp.Headers.Send.DESTINATION);
        if (destination != null
                && !frame.hasHeader(header)
                && wouldBecomeTopic(destination, server)
                && QueueAddresses.isQueueOnly(server, SimpleString.of(destination))) {
            frame.addHeader(header, RoutingType.ANYCAST.toString());
        }
    }

    private static boolean wouldBecomeTopic(String destination, ActiveMQServer server) {
        return server.getAddressSettingsRepository().getMatch(destination).getDefaultAddressRoutingType()
                == RoutingType.MULTICAST;
    }
}
