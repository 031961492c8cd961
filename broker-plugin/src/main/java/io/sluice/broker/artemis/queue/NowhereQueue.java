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
 * Where a message goes that the broker deals with in another way: a queue that takes a message and keeps nothing of it. It
 * counts in a routing context so that Artemis does not think that nobody wanted the message, and send it to a dead-letter
 * address or delete its file. It is in the list of those that get a reference only if somebody wants to be given the message.
 *
 * <p>The queue lies at an address below that of Artemis' management, which has no paging.
 */
public final class NowhereQueue {

    private final Queue queue;
    private final SimpleString address;
    private final boolean isReferenced;

    /** Messages end here as soon as they are routed. */
    public NowhereQueue(ActiveMQServer server) {
        this(server, message -> {}, false);
    }

    /** @param taker is given each message when Artemis is done with routing it, on that thread; what it throws, the sender is told */
    public NowhereQueue(ActiveMQServer server, Consumer<Message> taker) {
        this(server, taker, true);
    }

    private NowhereQueue(ActiveMQServer server, Consumer<Message> taker, boolean isReferenced) {
        this.address = server.getConfiguration().getManagementAddress().concat(".sluice.nowhere");
        this.isReferenced = isReferenced;
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
        if (!isReferenced) {
            routing.getContextListing(address).getNonDurableQueues().clear();
        }
    }
}
