package io.sluice.broker.artemis.queue;

import java.util.EnumSet;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.impl.AddressInfo;

/**
 * Keeps the address of a leased queue one of a queue in the first place, when topics of that name are in use, too.
 *
 * <p>An MQTT client cannot say whether it publishes to a queue or to a topic. Artemis takes the first routing type of the address
 * and confirms the message even if nothing is bound for that type; of both types MULTICAST is the first, so the message would
 * be lost to the queue. An AMQP sender without a capability is treated the same way.
 */
public final class QueueAddresses {

    private QueueAddresses() {}

    /** Whether the leased queue of this name gets what is sent to the address of this name. */
    public static boolean hasLeasedQueue(ActiveMQServer server, SimpleString address) {
        return server.locateQueue(address) instanceof LeasedQueue queue
                && queue.getRoutingType() == RoutingType.ANYCAST
                && queue.getAddress().equals(address);
    }

    /** Whether what is said about the address leaves it one of a queue only, although an automatic creation may change that. */
    public static boolean isQueueOnly(ActiveMQServer server, SimpleString address) {
        AddressInfo info = server.getAddressInfo(address);
        return info != null
                && !info.getRoutingTypes().contains(RoutingType.MULTICAST)
                && hasLeasedQueue(server, address);
    }

    /** Makes ANYCAST the first of both types, in memory; does nothing to an address that no leased queue is named after. */
    public static void putQueueFirst(ActiveMQServer server, SimpleString address) {
        AddressInfo info = server.getAddressInfo(address);
        if (info != null
                && info.getRoutingType() == RoutingType.MULTICAST
                && info.getRoutingTypes().contains(RoutingType.ANYCAST)
                && hasLeasedQueue(server, address)) {
            info.setRoutingTypes(EnumSet.of(RoutingType.ANYCAST)).addRoutingType(RoutingType.MULTICAST);
        }
    }
}
