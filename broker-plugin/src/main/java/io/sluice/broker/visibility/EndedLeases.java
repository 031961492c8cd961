package io.sluice.broker.visibility;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** Leases that run out together, sorted by what has to happen about them. */
final class EndedLeases {

    private final List<Lease> counted = new ArrayList<>();
    private final List<Lease> uncounted = new ArrayList<>();
    private final Set<Object> transactions = Collections.newSetFromMap(new IdentityHashMap<>(2));

    /** Ends one lease. @param counts whether its own time ran out, and not that of a message before it */
    void end(Lease lease, boolean counts) {
        Object transaction = lease.transaction;
        if (transaction != null) {
            transactions.add(transaction);
        } else if (counts) {
            counted.add(lease);
        } else {
            uncounted.add(lease);
        }
        lease.state = Lease.State.EXPIRED;
        lease.transaction = null;
    }

    boolean isEmpty() {
        return counted.isEmpty() && uncounted.isEmpty() && transactions.isEmpty();
    }

    Expiry asExpiry(boolean consumerStuck) {
        return new Expiry(counted, uncounted, transactions, consumerStuck);
    }
}
