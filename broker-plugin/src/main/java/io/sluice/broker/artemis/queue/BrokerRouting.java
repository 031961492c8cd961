package io.sluice.broker.artemis.queue;

import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.postoffice.Binding;
import org.apache.activemq.artemis.core.postoffice.BindingType;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.RoutingContext;
import org.apache.activemq.artemis.core.server.impl.RoutingContextImpl;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * The routing of a message that the broker itself moves from one queue to another, and that was accepted before.
 *
 * <p>Artemis moves messages too: at a request of management, and to its own dead-letter and expiry addresses. It removes the
 * message from where it was, whether its copy was taken or not, so such a copy must neither be refused nor dropped.
 */
final class BrokerRouting extends RoutingContextImpl {

    BrokerRouting(Transaction tx) {
        super(tx);
    }

    /**
     * Whether the broker moves the message, rather than a client sends it.
     *
     * <p>What Artemis moves refers to its original. So does a dead letter that a client received and sends again, but that
     * comes with the client's session; only that of AMQP clients is not named, who cannot write where the reference of an AMQP
     * message stands. What a divert copies refers to its original as well, and is sent by a client.
     */
    static boolean isMove(ActiveMQServer server, Message message, RoutingContext routing) {
        return routing instanceof BrokerRouting
                || routing.getServerSession() == null
                        && message.getBrokerProperty(Message.HDR_ORIG_MESSAGE_ID) != null
                        && !isDivert(server, message.getBrokerProperty(Message.HDR_ORIGINAL_QUEUE));
    }

    private static boolean isDivert(ActiveMQServer server, @Nullable Object origin) {
        Binding binding = origin == null ? null : server.getPostOffice().getBinding(SimpleString.of(origin.toString()));
        return binding != null && binding.getType() == BindingType.DIVERT;
    }
}
