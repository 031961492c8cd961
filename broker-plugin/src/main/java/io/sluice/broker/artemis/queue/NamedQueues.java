package io.sluice.broker.artemis.queue;

import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.server.ActiveMQServer;

/** Queues that a configuration names. */
public final class NamedQueues {

    private NamedQueues() {}

    /** Creates a queue unless one of this name exists. */
    public static void create(ActiveMQServer server, String name) throws Exception {
        if (server.locateQueue(SimpleString.of(name)) == null) {
            server.createQueue(
                    QueueConfiguration.of(name)
                            .setRoutingType(RoutingType.ANYCAST)
                            .setAutoCreateAddress(true)
                            .setAutoDelete(false),
                    true);
        }
    }
}
