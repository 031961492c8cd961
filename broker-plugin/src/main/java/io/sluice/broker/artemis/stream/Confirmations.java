package io.sluice.broker.artemis.stream;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.activemq.artemis.core.persistence.OperationContext;

/**
 * Has whatever Artemis answers to a sender wait until the records are durable that it has put without the journal (ADR 32).
 * Thread-safe.
 *
 * <p>The context of a session counts what was begun and what is done, and answers when the counts are equal; it takes for granted
 * that things are done in the order in which they were begun. So records are told to it in this order, whichever stream they
 * went to, and by the counter that journal and pages do not use: that of replication, which a broker with streams does not have.
 */
final class Confirmations {

    /** A record that is not durable yet. */
    static final class Awaited {

        private final OperationContext context;
        private volatile boolean isDurable;
        private volatile boolean isTold;

        private Awaited(OperationContext context) {
            this.context = context;
        }
    }

    private final Map<OperationContext, Deque<Awaited>> open = new ConcurrentHashMap<>();

    /** Has the answers of this context that follow wait for a record. */
    Awaited await(OperationContext context) {
        Awaited awaited = new Awaited(context);
        open.compute(context, (same, before) -> {
            Deque<Awaited> records = before == null ? new ArrayDeque<>() : before;
            context.replicationLineUp();
            records.add(awaited);
            return records;
        });
        return awaited;
    }

    /** Records are durable. Called once for each. */
    void durable(List<Awaited> stored) {
        stored.forEach(awaited -> awaited.isDurable = true);
        for (Awaited awaited : stored) {
            if (!awaited.isTold) {
                tell(awaited.context);
            }
        }
    }

    private void tell(OperationContext waiting) {
        int[] done = {0};
        open.computeIfPresent(waiting, (context, records) -> {
            while (!records.isEmpty() && records.getFirst().isDurable) {
                records.removeFirst().isTold = true;
                done[0]++;
            }
            return records.isEmpty() ? null : records;
        });
        for (int i = 0; i < done[0]; i++) {
            waiting.replicationDone();
        }
    }
}
