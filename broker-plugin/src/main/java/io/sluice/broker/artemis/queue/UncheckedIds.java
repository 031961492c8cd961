package io.sluice.broker.artemis.queue;

import java.util.List;
import org.apache.activemq.artemis.api.core.Pair;
import org.apache.activemq.artemis.core.postoffice.DuplicateIDCache;
import org.apache.activemq.artemis.core.transaction.Transaction;

/**
 * Stands where Artemis keeps the duplicate ids of an address and knows none: Artemis' own detection goes by count, fails
 * the transaction of a duplicate, and would be asked before {@link Deduplication}. What Artemis reads from the journal for
 * that address is handed on.
 */
final class UncheckedIds implements DuplicateIDCache {

    /** Gets what Artemis reads from the journal when it starts. */
    interface Loader {

        void load(List<Pair<byte[], Long>> ids);

        /** Gets an id that a prepared transaction sends. */
        void loadPrepared(Transaction tx, byte[] id);
    }

    private final Loader loader;

    UncheckedIds(Loader loader) {
        this.loader = loader;
    }

    @Override
    public boolean contains(byte[] duplicateId) {
        return false;
    }

    @Override
    public boolean atomicVerify(byte[] duplicateId, Transaction tx) {
        return true;
    }

    @Override
    public void addToCache(byte[] duplicateId) {
        // it is remembered elsewhere
    }

    @Override
    public void addToCache(byte[] duplicateId, Transaction tx) {
        // it is remembered elsewhere
    }

    @Override
    public void addToCache(byte[] duplicateId, Transaction tx, boolean instantAdd) {
        // it is remembered elsewhere
    }

    @Override
    public int getSize() {
        return 0;
    }

    @Override
    public void deleteFromCache(byte[] duplicateId) {
        // nothing is kept here
    }

    @Override
    public void load(List<Pair<byte[], Long>> ids) {
        loader.load(ids);
    }

    @Override
    public void load(Transaction tx, byte[] duplicateId) {
        loader.loadPrepared(tx, duplicateId);
    }

    @Override
    public void clear() {
        // nothing is kept here
    }

    @Override
    public List<Pair<byte[], Long>> getMap() {
        return List.of();
    }
}
