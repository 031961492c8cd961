package io.sluice.broker.artemis.stream;

import io.sluice.broker.artemis.queue.NowhereQueue;
import java.nio.ByteBuffer;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.paging.PagingStore;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.RoutingContext;
import org.jspecify.annotations.Nullable;

/**
 * Hands a record to the writer on the thread of its sender, instead of storing it in the broker's journal (ADR 32). The
 * sender is told when the log has it. Until then its memory is charged to the address, which holds senders up when it is full.
 */
final class DirectWay {

    private final ActiveMQServer server;
    private final Confirmations confirmations;
    private final NowhereQueue queue;
    private volatile @Nullable StreamWriter writer;

    DirectWay(ActiveMQServer server, Confirmations confirmations) {
        this.server = server;
        this.confirmations = confirmations;
        this.queue = new NowhereQueue(server);
    }

    void attach(StreamWriter opened) {
        writer = opened;
    }

    /** Takes the message that is being routed. */
    void take(RoutingContext routing, RecordKey key) {
        queue.take(routing, message -> put(message, key));
    }

    private void put(Message message, RecordKey key) {
        StreamWriter to = writer;
        if (to == null) {
            throw new IllegalStateException("the stream is not open");
        }
        ByteBuffer content = RecordContent.encode(message);
        PagingStore memory = message.getOwner() instanceof PagingStore store ? store : null;
        int bytes = message.getMemoryEstimate();
        charge(memory, bytes);
        Confirmations.Awaited awaited =
                confirmations.await(server.getStorageManager().getContext());
        to.put(new DirectRecord(message.getMessageID(), key, content, () -> {
            charge(memory, -bytes);
            confirmations.durable(awaited);
        }));
    }

    private static void charge(@Nullable PagingStore memory, int bytes) {
        if (memory != null) {
            memory.addSize(bytes, false);
        }
    }
}
