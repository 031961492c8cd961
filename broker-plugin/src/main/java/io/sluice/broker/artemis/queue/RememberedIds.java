package io.sluice.broker.artemis.queue;

import io.sluice.broker.artemis.BrokerInternals;
import io.sluice.broker.artemis.queue.StoredIds.Stored;
import io.sluice.broker.fifo.DeduplicationKey;
import io.sluice.broker.fifo.DeduplicationWindow;
import io.sluice.broker.fifo.DeduplicationWindow.Verdict;
import io.sluice.broker.fifo.IdMemory;
import io.sluice.broker.fifo.LoadedIds;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.api.core.Pair;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.core.transaction.TransactionOperationAbstract;

/**
 * What one queue or topic knows of ids: the window in memory, what of it is on disk, and what of it is found there when the
 * broker starts. Thread-safe; the window is guarded by itself.
 */
final class RememberedIds {

    private static final String STORE_PREFIX = "sluice.deduplication.";
    /** A send without a transaction does not wait for the disk, so this is for a broker that hangs. */
    private static final long LONGEST_WAIT_MILLIS = 2_000;
    /** How long to wait for a broker that is still starting before it is looked at again. */
    private static final long STARTING_MILLIS = 100;

    private final ActiveMQServer server;
    private final StoredIds stored;
    private final IdsInMessages inMessages;
    private final DeduplicationWindow window;
    private final LoadedIds loaded = new LoadedIds();
    private boolean forgettingPlanned;
    private int waiting;

    /** To be created before the broker loads its journal. */
    RememberedIds(ActiveMQServer server, SimpleString queue, SimpleString address, IdMemory memory) {
        this.server = server;
        SimpleString store = SimpleString.of(STORE_PREFIX + queue);
        this.stored = new StoredIds(server.getStorageManager(), store);
        this.inMessages = new IdsInMessages(stored, memory.window());
        this.window = new DeduplicationWindow(memory);
        BrokerInternals.replaceDuplicateIds(server, address, UncheckedIds.loading(new FromPlainQueue()));
        BrokerInternals.replaceDuplicateIds(server, store, UncheckedIds.loading(new FromJournal()));
    }

    private static long nowMillis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    StoredIds stored() {
        return stored;
    }

    IdsInMessages inMessages() {
        return inMessages;
    }

    /** Whether no id is remembered or under way. */
    boolean isEmpty() {
        synchronized (window) {
            restoreLoaded();
            return window.size() == 0;
        }
    }

    /**
     * Asks whether an id may be sent, and reserves it if it may. Waits while another thread is storing the same id. If another
     * transaction is committing it, the answer to the client that is served on this thread waits for that.
     *
     * @param alone whether it is sent without a transaction, so that it is decided by the time this thread has stored it
     */
    Verdict offer(DeduplicationKey key, Object owner, boolean alone) {
        synchronized (window) {
            restoreLoaded();
            long last = nowMillis() + LONGEST_WAIT_MILLIS;
            Verdict verdict = ask(key, owner, alone);
            while (verdict == Verdict.UNDER_WAY && waitUntil(last)) {
                verdict = ask(key, owner, alone);
            }
            if (verdict == Verdict.COMMITTING) {
                window.tell(key, HeldAnswer.ofThisThread(server.getStorageManager()));
            }
            return verdict == Verdict.UNDER_WAY ? Verdict.UNDECIDED : verdict;
        }
    }

    private Verdict ask(DeduplicationKey key, Object owner, boolean alone) {
        return alone ? window.offerAlone(key, owner, nowMillis()) : window.offer(key, owner, nowMillis());
    }

    /** Waits for news of the window. @return false if it is of no more use */
    private boolean waitUntil(long lastMillis) {
        long left = lastMillis - nowMillis();
        if (left <= 0) {
            return false;
        }
        waiting++;
        try {
            window.wait(left);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            waiting--;
        }
    }

    /** Guarded by the window. */
    private void tellThoseWhoWait() {
        if (waiting > 0) {
            window.notifyAll();
        }
    }

    /** The transaction that reserved this id commits. */
    private void settle(DeduplicationKey key) {
        synchronized (window) {
            window.settle(key);
            tellThoseWhoWait();
        }
    }

    /** The message of a reserved id was stored. */
    void accept(DeduplicationKey key, long record) {
        synchronized (window) {
            window.accept(key, record, nowMillis());
            tellThoseWhoWait();
            planForgetting();
        }
    }

    /** The message of an id was not stored. */
    void withdraw(DeduplicationKey key, Object owner) {
        synchronized (window) {
            window.withdraw(key, owner);
            tellThoseWhoWait();
        }
    }

    /** Forgets all accepted ids, as a purge of the queue does. */
    void clear() {
        List<Long> records = forgetAll();
        inMessages.clear(records::add);
        stored.delete(records);
    }

    /** Forgets all ids, because the queue is deleted; nothing of them stays on disk. */
    void delete() {
        List<Long> records = forgetAll();
        inMessages.forgetAll(records::add);
        stored.delete(records);
        BrokerInternals.forgetDuplicateIds(server, stored.address());
    }

    private List<Long> forgetAll() {
        List<Long> records = new ArrayList<>();
        synchronized (window) {
            restoreLoaded();
            window.clear(records::add);
        }
        return records;
    }

    /** A message that was found in the journal tells its id. */
    void addLoaded(long messageId, DeduplicationKey key, long acceptedMillis) {
        synchronized (window) {
            loaded.addOfMessage(key, acceptedMillis);
        }
        inMessages.loaded(messageId, key, acceptedMillis);
    }

    /** Guarded by the window. */
    private void restoreLoaded() {
        if (loaded.isEmpty()) {
            return;
        }
        loaded.restoreTo(window, System.currentTimeMillis(), nowMillis());
        planForgetting();
    }

    /** What has run out when the broker starts is forgotten when it has started, because the records are to be deleted. */
    private void forgetOld() {
        List<Long> records = new ArrayList<>();
        synchronized (window) {
            forgettingPlanned = false;
            if (isStarting()) {
                planForgetting();
                return;
            }
            window.forgetOld(nowMillis(), records::add);
            planForgetting();
        }
        inMessages.forgetOld(records::add);
        if (server.isStarted()) {
            stored.delete(records);
        }
    }

    /** Guarded by the window. */
    private void planForgetting() {
        if (forgettingPlanned) {
            return;
        }
        OptionalLong next = window.nextForgettingMillis();
        if (next.isPresent()) {
            forgettingPlanned = true;
            server.getScheduledPool()
                    .schedule(
                            () -> server.getThreadPool().execute(this::forgetOld),
                            Math.max(isStarting() ? STARTING_MILLIS : 1, next.getAsLong() - nowMillis()),
                            TimeUnit.MILLISECONDS);
        }
    }

    private boolean isStarting() {
        return server.getState() == ActiveMQServer.SERVER_STATE.STARTING;
    }

    /** An id that a transaction sends, until that ends. */
    final class Reserved extends TransactionOperationAbstract {

        private final DeduplicationKey key;
        private final Transaction tx;
        private long record = StoredIds.NONE;

        Reserved(DeduplicationKey key, Transaction tx) {
            this.key = key;
            this.tx = tx;
        }

        /** Writes the id as part of its transaction. */
        void store() throws Exception {
            record = stored.store(new Stored(key, System.currentTimeMillis()), tx);
        }

        /** After all that could have the transaction roll back instead. */
        @Override
        public void beforeCommit(Transaction committing) {
            committing.afterStore(new TransactionOperationAbstract() {
                @Override
                public void beforeCommit(Transaction same) {
                    settle(key);
                }
            });
        }

        @Override
        public void afterCommit(Transaction committed) {
            accept(key, record);
        }

        @Override
        public void afterRollback(Transaction rolledBack) {
            withdraw(key, tx);
        }
    }

    /** Ids of Artemis' own detection, from the time before this queue had one. */
    private final class FromPlainQueue implements UncheckedIds.Loader {

        @Override
        public void load(List<Pair<byte[], Long>> ids) {
            stored.delete(ids.stream().map(Pair::getB).toList());
        }

        @Override
        public void loadPrepared(Transaction tx, byte[] id) {
            // its record is deleted after the next start
        }
    }

    /** Ids of this queue. */
    private final class FromJournal implements UncheckedIds.Loader {

        @Override
        public void load(List<Pair<byte[], Long>> records) {
            synchronized (window) {
                records.forEach(record -> load(StoredIds.read(record.getA()), record.getB()));
                restoreLoaded();
            }
        }

        private void load(List<Stored> ids, long record) {
            boolean single = ids.size() == 1 && !ids.get(0).isCleared();
            if (!single && !ids.isEmpty()) {
                inMessages.loaded(record, ids);
            }
            for (Stored id : ids) {
                if (id.isCleared()) {
                    loaded.cleared(id.sentMillis());
                    inMessages.cleared(id.sentMillis());
                } else {
                    loaded.add(id.key(), single ? record : StoredIds.NONE, id.sentMillis());
                }
            }
        }

        @Override
        public void loadPrepared(Transaction tx, byte[] record) {
            for (Stored id : StoredIds.read(record)) {
                Reserved reserved = new Reserved(id.key(), tx);
                synchronized (window) {
                    window.offer(reserved.key, tx, nowMillis());
                }
                tx.addOperation(reserved);
            }
        }
    }
}
