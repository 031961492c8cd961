package io.sluice.broker.contract;

import io.sluice.broker.fixture.WorkerKind;
import java.util.Set;

/** One case of the matrix: this client settles in this way at this moment. */
record MatrixCell(WorkerKind kind, Settlement settlement, Moment moment, QueueKind queueKind) {

    Set<Outcome> outcomes() {
        return LateSettleTable.outcomes(settlement, moment, queueKind);
    }

    @Override
    public String toString() {
        return kind + ": " + settlement + ", " + moment + ", " + queueKind;
    }
}
