package io.sluice.broker.artemis.binding;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.postoffice.Binding;
import org.apache.activemq.artemis.core.postoffice.Bindings;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.cluster.RemoteQueueBinding;

/**
 * Durable subscribers of a topic on other nodes of a cluster. Artemis puts a message for them into one queue for each node, and writes
 * into the message which queues of that node it is for. Policies are applied to that list, here, where the message is published: the other
 * node cannot tell a message that was published from one that a queue had already and that moves.
 */
final class RemoteSubscribers {

    private RemoteSubscribers() {}

    /**
     * Takes those out of the list whose policy does not let the message through.
     *
     * @param forwarding a queue that Artemis wants to give the message to, of whatever kind
     * @param takes whether the durable subscriber whose queue has this name takes the message
     * @return whether the queue is to get it: it is for somebody on that node, or no such queue
     */
    static boolean keepThose(Predicate<String> takes, Bindings bindings, Queue forwarding, Message message) {
        SimpleString list = Message.HDR_ROUTE_TO_IDS.concat(forwarding.getName());
        byte[] ids = forwarding.isInternalQueue() ? message.getExtraBytesProperty(list) : null;
        if (ids == null) {
            return true;
        }
        Set<Long> refused = refused(takes, bindings, forwarding);
        ByteBuffer listed = ByteBuffer.wrap(ids);
        ByteBuffer kept = ByteBuffer.allocate(ids.length);
        while (listed.hasRemaining()) {
            long id = listed.getLong();
            if (!refused.contains(id)) {
                kept.putLong(id);
            }
        }
        message.removeExtraBytesProperty(list);
        if (kept.position() == 0) {
            return false;
        }
        byte[] left = new byte[kept.position()];
        kept.flip().get(left);
        message.putExtraBytesProperty(list, left);
        return true;
    }

    private static Set<Long> refused(Predicate<String> takes, Bindings bindings, Queue forwarding) {
        Set<Long> refused = new HashSet<>();
        for (Binding binding : bindings.getBindings()) {
            if (binding instanceof RemoteQueueBinding remote
                    && remote.getQueue() == forwarding
                    && !takes.test(remote.getRoutingName().toString())) {
                refused.add(remote.getRemoteQueueID());
            }
        }
        return refused;
    }
}
