package io.sluice.broker.contract;

/** The kinds of queue that have rules of their own: the columns of {@link LateSettleTable}. */
enum QueueKind {
    STANDARD("standard queue");

    private final String label;

    QueueKind(String label) {
        this.label = label;
    }

    @Override
    public String toString() {
        return label;
    }
}
