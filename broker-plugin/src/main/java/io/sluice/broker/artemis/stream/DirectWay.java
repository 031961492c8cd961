package io.sluice.broker.artemis.stream;

import io.sluice.broker.artemis.PagingInternals;
import io.sluice.broker.artemis.queue.NowhereQueue;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.paging.PagingStore;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.LargeServerMessage;
import org.apache.activemq.artemis.core.server.RoutingContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands a record to the writer on the thread of its sender, instead of storing it in the broker's journal (ADR 32). The
 * sender is told when the log has it. Until then its memory is charged to the address, which holds senders up when it is full.
 * The file of a large message is read once, and deleted when the log has it (ADR 41), unless its body is a {@link HeldBody}.
 */
final class DirectWay {

    private static final Logger LOGGER = LoggerFactory.getLogger(DirectWay.class);

    private final ActiveMQServer server;
    private final Confirmations confirmations;
    private final NowhereQueue queue;
    private volatile @Nullable StreamWriter writer;

    DirectWay(ActiveMQServer server, Confirmations confirmations) {
        this.server = server;
        this.confirmations = confirmations;
        this.queue = new NowhereQueue(server, this::put);
    }

    void attach(StreamWriter opened) {
        writer = opened;
    }

    /** Takes a message that is being routed, when Artemis is done with that. */
    void take(Message message, RoutingContext routing, RecordKey key) {
        message.setUserContext(RecordKey.class, key);
        queue.take(routing);
    }

    private void put(Message message) {
        StreamWriter to = writer;
        if (to == null || !(message.getUserContext(RecordKey.class) instanceof RecordKey key)) {
            throw new IllegalStateException("the stream is not open");
        }
        ByteBuffer content = RecordContent.encode(message);
        if (message instanceof ICoreMessage) {
            HeldBody.of(message).ifPresent(body -> body.shareWith(RecordContent.bodyOf(content)));
        }
        DirectRecord.Charge memory = charge(message, content.remaining());
        Confirmations.Awaited awaited =
                confirmations.await(server.getStorageManager().getContext());
        to.put(new DirectRecord(message, key, content, memory, awaited));
    }

    /** A large message is in memory now, which its own estimate leaves out; one of AMQP in its own form and as it is in the record. */
    private static DirectRecord.Charge charge(Message message, int contentBytes) {
        PagingStore address = message.getOwner() instanceof PagingStore store ? store : null;
        long held = message instanceof ICoreMessage
                ? 0
                : HeldBody.of(message).map(HeldBody::bytes).orElse(0L);
        int bytes = message.getMemoryEstimate() + (message.isLargeMessage() ? contentBytes : 0) + (int) held;
        if (address != null) {
            PagingInternals.grow(address, bytes, true);
        }
        return new DirectRecord.Charge(address, bytes);
    }

    /** The log has these records, and nobody needs the files of their messages any more. */
    void durable(List<DirectRecord> records) {
        tell(records);
        for (DirectRecord record : records) {
            if (record.message() instanceof LargeServerMessage large
                    && HeldBody.of(record.message()).isEmpty()) {
                delete(large);
            }
        }
    }

    /** The files that a crash leaves are deleted by Artemis at the next start, because the journal does not know their messages. */
    @SuppressWarnings("IllegalCatch") // a file that stays must not keep the writer from going on
    private static void delete(LargeServerMessage message) {
        try {
            message.deleteFile();
        } catch (Exception e) {
            LOGGER.warn(
                    "the file of message {}, which a stream has, could not be deleted: {}",
                    message.getMessageID(),
                    e.getMessage());
        }
    }

    /** These records are durable: their senders are told, and their memory is given back. */
    void tell(List<DirectRecord> records) {
        List<Confirmations.Awaited> awaited = new ArrayList<>(records.size());
        Set<PagingStore> addresses = new HashSet<>();
        for (DirectRecord record : records) {
            PagingStore address = record.memory().address();
            if (address != null) {
                PagingInternals.shrink(address, record.memory().bytes());
                addresses.add(address);
            }
            awaited.add(record.awaited());
        }
        addresses.forEach(PagingStore::checkReleasedMemory);
        confirmations.durable(awaited);
    }
}
