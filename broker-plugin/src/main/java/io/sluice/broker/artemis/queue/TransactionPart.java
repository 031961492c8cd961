package io.sluice.broker.artemis.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.core.transaction.TransactionOperationAbstract;

/**
 * What one transaction has to do with messages of one consumer, in the order in which that came. Thread-safe.
 *
 * @param <E> what is kept of each message
 */
abstract class TransactionPart<E> extends TransactionOperationAbstract {

    private final LeasedConsumer holder;
    private final Transaction transaction;
    private final List<E> elements = new ArrayList<>();

    TransactionPart(LeasedConsumer holder, Transaction transaction) {
        this.holder = holder;
        this.transaction = transaction;
    }

    final LeasedConsumer holder() {
        return holder;
    }

    final Transaction transaction() {
        return transaction;
    }

    final boolean isOf(Transaction other) {
        return transaction == other;
    }

    final synchronized void add(E element) {
        elements.add(element);
    }

    final synchronized void removeIf(Predicate<E> which) {
        elements.removeIf(which);
    }

    final synchronized List<E> snapshot() {
        return List.copyOf(elements);
    }
}
