package io.sluice.broker.artemis.stream;

import io.sluice.broker.stream.log.StreamLog;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.activemq.artemis.core.io.IOCallback;
import org.apache.activemq.artemis.core.persistence.StorageManager;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.core.transaction.impl.TransactionImpl;
import org.apache.activemq.artemis.utils.collections.LinkedListIterator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the broker's journal forget what the log has, and notes in the log what the journal has forgotten. Used by the thread of
 * the writer; notes are made when the disk has the acknowledgements.
 */
final class Acknowledgements {

    private static final Logger LOGGER = LoggerFactory.getLogger(Acknowledgements.class);

    private final StorageManager storage;
    private final Queue ingest;
    private final StreamLog log;
    private final Set<Long> storedBefore = new HashSet<>();
    private boolean isRecovered;

    Acknowledgements(StorageManager storage, Queue ingest, StreamLog log) {
        this.storage = storage;
        this.ingest = ingest;
        this.log = log;
    }

    /** Finds out which records of the ingest queue the log has already. To be called before any of them is taken. */
    void recover() throws IOException {
        Set<Long> unsettled = log.unsettledIngestIds();
        if (!unsettled.isEmpty()) {
            try (LinkedListIterator<MessageReference> waiting = ingest.browserIterator()) {
                while (waiting.hasNext()) {
                    long id = waiting.next().getMessageID();
                    if (unsettled.contains(id)) {
                        storedBefore.add(id);
                    }
                }
            }
        }
        settleRecovered();
    }

    /** Whether the log had this record when it was opened. */
    boolean isStoredBefore(MessageReference reference) {
        return !storedBefore.isEmpty() && storedBefore.contains(reference.getMessageID());
    }

    private void settleRecovered() {
        if (storedBefore.isEmpty() && !isRecovered) {
            isRecovered = true;
            log.settleRecovered();
        }
    }

    /** Acknowledges what is durable. Does not wait for the disk. */
    void acknowledge(Batch.Stored stored) throws Exception {
        List<MessageReference> references = stored.references();
        Transaction tx = new TransactionImpl(storage).setAsync(true);
        for (MessageReference reference : references) {
            ingest.acknowledge(tx, reference);
        }
        tx.commit();
        references.forEach(reference -> storedBefore.remove(reference.getMessageID()));
        boolean isLastOfRecovered = storedBefore.isEmpty() && !isRecovered;
        isRecovered |= isLastOfRecovered;
        storage.afterCompleteOperations(new IOCallback() {
            @Override
            public void done() {
                stored.lastPlaces().forEach((shard, place) -> log.shard(shard).ifPresent(found -> found.settle(place)));
                if (isLastOfRecovered) {
                    log.settleRecovered();
                }
            }

            @Override
            public void onError(int code, String message) {
                LOGGER.error("records of a stream could not be acknowledged: {} (error {})", message, code);
            }
        });
    }
}
