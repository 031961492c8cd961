package io.sluice.broker.artemis.queue;

import java.lang.reflect.Proxy;
import java.util.function.Consumer;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.RoutingContext;
import org.jspecify.annotations.Nullable;

/**
 * Where a message goes that the broker has dealt with already: a queue that takes a message and keeps nothing of it. It
 * counts in a routing context so that Artemis does not think that nobody wanted the message, and send it to a dead-letter
 * address or delete its file; and it is not in the list of those that get a reference.
 *
 * <p>The queue lies at an address below that of Artemis' management, which has no paging.
 */
public final class NowhereQueue {

    private final Queue queue;
    private final SimpleString address;

    public NowhereQueue(ActiveMQServer server) {
        this(server.getConfiguration().getManagementAddress().concat(".sluice.nowhere"), message -> {});
    }

    private NowhereQueue(SimpleString address, Consumer<Message> taker) {
        this.address = address;
        this.queue = (Queue) Proxy.newProxyInstance(
                Queue.class.getClassLoader(), new Class<?>[] {Queue.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("addTail") && arguments[0] instanceof MessageReference reference) {
                        taker.accept(reference.getMessage());
                    }
                    return answer(method.getName(), method.getReturnType());
                });
    }

    private @Nullable Object answer(String method, Class<?> type) {
        if (method.equals("isInternalQueue")) {
            return true;
        }
        if (method.equals("getAddress") || method.equals("getName")) {
            return address;
        }
        return Nothing.of(type);
    }

    /** Has the message that is being routed end here. */
    public void take(RoutingContext routing) {
        routing.setReusable(false);
        routing.addQueue(address, queue);
        routing.getContextListing(address).getNonDurableQueues().clear();
    }

    /**
     * Has the message that is being routed end here, with a reference to it.
     *
     * @param taker is given it when Artemis is done with routing it, on this thread; what it throws, the sender is told
     */
    public void take(RoutingContext routing, Consumer<Message> taker) {
        routing.setReusable(false);
        routing.addQueue(address, new NowhereQueue(address, taker).queue);
    }
}
