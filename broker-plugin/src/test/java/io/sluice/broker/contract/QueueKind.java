package io.sluice.broker.contract;

/** The kinds of queue that have rules of their own: the columns of {@link LateSettleTable}. */
enum QueueKind {
    STANDARD("standard queue", ""),
    FIFO("FIFO queue", ".fifo");

    private final String label;
    private final String suffix;

    QueueKind(String label, String suffix) {
        this.label = label;
        this.suffix = suffix;
    }

    /** How the names of such queues end. */
    String suffix() {
        return suffix;
    }

    @Override
    public String toString() {
        return label;
    }
}
