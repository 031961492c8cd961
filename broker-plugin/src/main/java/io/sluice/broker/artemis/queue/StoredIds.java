package io.sluice.broker.artemis.queue;

import io.sluice.broker.fifo.DeduplicationKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.persistence.StorageManager;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The accepted ids of one queue on disk: Artemis' records of duplicate ids, under an address that no message is sent to.
 * They are written in the transaction of their message. Thread-safe.
 */
final class StoredIds {

    /** What a record says of one id. */
    record Stored(DeduplicationKey key, long sentMillis) {

        private static final DeduplicationKey NO_KEY = new DeduplicationKey(0, 0);

        /** All ids that were accepted up to a moment were forgotten. */
        static Stored cleared(long atMillis) {
            return new Stored(NO_KEY, atMillis);
        }

        boolean isCleared() {
            return key.equals(NO_KEY);
        }
    }

    /** The record of an id that is not on disk. */
    static final long NONE = 0;

    private static final Logger LOGGER = LoggerFactory.getLogger(StoredIds.class);
    private static final int BYTES = 3 * Long.BYTES;
    private static final int RECORDS_A_TRANSACTION = 1_000;

    private final StorageManager storage;
    private final SimpleString address;

    StoredIds(StorageManager storage, SimpleString address) {
        this.storage = storage;
        this.address = address;
    }

    SimpleString address() {
        return address;
    }

    /** What a record says; empty if it is not one of ours. */
    static List<Stored> read(byte[] bytes) {
        List<Stored> ids = new ArrayList<>();
        ByteBuffer buffer = ByteBuffer.wrap(bytes.length % BYTES == 0 ? bytes : new byte[0]);
        while (buffer.hasRemaining()) {
            ids.add(new Stored(new DeduplicationKey(buffer.getLong(), buffer.getLong()), buffer.getLong()));
        }
        return ids;
    }

    private static byte[] toBytes(List<Stored> ids) {
        ByteBuffer buffer = ByteBuffer.allocate(BYTES * ids.size());
        ids.forEach(
                id -> buffer.putLong(id.key().high()).putLong(id.key().low()).putLong(id.sentMillis()));
        return buffer.array();
    }

    /** Writes an id as part of a transaction. @return its record */
    long store(Stored id, Transaction tx) throws Exception {
        long record = storage.generateID();
        storage.storeDuplicateIDTransactional(tx.getID(), address, toBytes(List.of(id)), record);
        tx.setContainsPersistent();
        return record;
    }

    /** Writes ids by themselves. @return their record */
    long store(List<Stored> ids) throws Exception {
        long record = storage.generateID();
        storage.storeDuplicateID(address, toBytes(ids), record);
        return record;
    }

    /**
     * Makes the answer to the client that is served on this thread wait until all is on disk that was written before:
     * the journal is written in order.
     */
    void waitForAllBefore() throws Exception {
        long tx = storage.generateID();
        long record = storage.generateID();
        storage.storeDuplicateIDTransactional(tx, address, new byte[0], record);
        storage.deleteDuplicateIDTransactional(tx, record);
        storage.commit(tx);
    }

    /** Deletes records; one that is deleted in vain after a crash is deleted again after the next start. */
    void delete(List<Long> records) {
        List<Long> onDisk = records.stream().filter(record -> record != NONE).toList();
        for (int from = 0; from < onDisk.size(); from += RECORDS_A_TRANSACTION) {
            List<Long> part = onDisk.subList(from, Math.min(from + RECORDS_A_TRANSACTION, onDisk.size()));
            try {
                deleteTogether(part);
            } catch (Exception e) {
                LOGGER.warn(
                        "{} old deduplication ids of {} stay on disk until the next start", part.size(), address, e);
            }
        }
    }

    private void deleteTogether(List<Long> records) throws Exception {
        long tx = storage.generateID();
        for (long record : records) {
            storage.deleteDuplicateIDTransactional(tx, record);
        }
        storage.commit(tx, false);
    }
}
