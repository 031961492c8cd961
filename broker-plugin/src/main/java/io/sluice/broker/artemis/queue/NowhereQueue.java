package io.sluice.broker.artemis.queue;

import java.lang.reflect.Proxy;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.RoutingContext;

/**
 * Where a message goes that the broker has dealt with already: a queue that takes a message and keeps nothing of it. It
 * stands in a routing context so that Artemis does not think that nobody wanted the message, and send it to a dead-letter
 * address or delete its file.
 *
 * <p>The queue lies at an address below that of Artemis' management, which has no paging.
 */
final class NowhereQueue {

    private final Queue queue;
    private final SimpleString address;

    NowhereQueue(ActiveMQServer server) {
        this.address = server.getConfiguration().getManagementAddress().concat(".sluice.nowhere");
        this.queue = (Queue) Proxy.newProxyInstance(
                Queue.class.getClassLoader(),
                new Class<?>[] {Queue.class},
                (proxy, method, arguments) -> answer(method.getName(), method.getReturnType()));
    }

    private Object answer(String method, Class<?> type) {
        if (method.equals("isInternalQueue")) {
            return true;
        }
        if (method.equals("getAddress") || method.equals("getName")) {
            return address;
        }
        return nothing(type);
    }

    // the handler of a proxy answers null for void and for objects
    @SuppressWarnings("NullAway")
    private static Object nothing(Class<?> type) {
        if (type == boolean.class) {
            return false;
        }
        if (type == long.class) {
            return 0L;
        }
        return type == int.class ? (Object) 0 : null;
    }

    /** Has the message that is being routed end here. */
    void take(RoutingContext routing) {
        routing.setReusable(false);
        routing.addQueue(address, queue);
    }
}
