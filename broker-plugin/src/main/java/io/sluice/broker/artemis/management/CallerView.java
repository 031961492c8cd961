package io.sluice.broker.artemis.management;

import io.sluice.broker.admin.InFlightMessages;
import io.sluice.broker.artemis.queue.LeasedQueueFactory;
import io.sluice.broker.artemis.queue.QueueLeases;
import io.sluice.broker.visibility.TimeoutChange;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.ServerSession;

/** The messages in flight as the sender of one request may see them. */
final class CallerView implements InFlightMessages {

    private final ActiveMQServer server;
    private final LeasedQueueFactory queues;
    private final ServerSession caller;

    CallerView(ActiveMQServer server, LeasedQueueFactory queues, ServerSession caller) {
        this.server = server;
        this.queues = queues;
        this.caller = caller;
    }

    private record Found(QueueLeases.InFlightMessage message) implements InFlightMessage {}

    @Override
    public boolean mayReceive(String queue) {
        SimpleString name = SimpleString.of(queue);
        Queue existing = server.locateQueue(name);
        SimpleString address = existing == null ? name : existing.getAddress();
        try {
            server.getSecurityStore().check(address, name, CheckType.CONSUME, caller);
            return true;
        } catch (Exception e) {
            return false;
        }
    }

    @Override
    public boolean exists(String queue) {
        return server.locateQueue(SimpleString.of(queue)) != null;
    }

    @Override
    public List<InFlightMessage> find(String queue, MessageIdentity identity) {
        List<QueueLeases.InFlightMessage> found = queues.leasesOf(queue)
                .map(leases -> leases.find(message -> matches(message, identity)))
                .orElse(List.of());
        Object connection = caller.getConnectionID();
        List<QueueLeases.InFlightMessage> own =
                found.stream().filter(message -> message.isHeldBy(connection)).toList();
        return (own.isEmpty() ? found : own)
                .stream().<InFlightMessage>map(Found::new).toList();
    }

    @Override
    public TimeoutChange change(InFlightMessage message, Duration timeout, Duration retryDelay) {
        try {
            return ((Found) message).message().changeTimeout(timeout, retryDelay.toMillis());
        } catch (Exception e) {
            throw new IllegalStateException("the visibility timeout could not be changed", e);
        }
    }

    private static boolean matches(QueueLeases.InFlightMessage message, MessageIdentity identity) {
        if (identity instanceof MessageIdentity.ReceiptHandle handle) {
            return message.isNamed(handle.value());
        }
        String id = ((MessageIdentity.MessageId) identity).value();
        return spellings(message.reference().getMessage()).contains(id)
                || message.idAtClient().filter(id::equals).isPresent();
    }

    /** A message id as its own protocol writes it, and as JMS clients of the other protocols do. */
    private static Set<String> spellings(Message message) {
        Object id = message.getUserID();
        return id == null ? Set.of() : Set.of(id.toString(), "ID:" + id, "ID:AMQP_NO_PREFIX:" + id);
    }
}
