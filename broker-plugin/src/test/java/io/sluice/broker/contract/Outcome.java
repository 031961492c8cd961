package io.sluice.broker.contract;

/** What a settlement does to its message, and what the client is told. */
enum Outcome {
    DELETED("deleted", Next.NONE, false),
    DEAD_LETTERED("dead-lettered", Next.NONE, false),
    COUNTED("returned, counted", Next.COUNTED, false),
    UNCOUNTED("returned, not counted", Next.UNCOUNTED, false),
    IGNORED("ignored: it waits on", Next.COUNTED, false),
    COMES_AGAIN("comes once more, counted or not", Next.ONCE, false),
    DELETED_OR_COMES_AGAIN("deleted, or comes once more", Next.ONCE_OR_NONE, false),
    STAYS_WITH_OTHER("ignored: it stays with the other", Next.COUNTED, false),
    STAYS_DONE("ignored: it is done", Next.NONE, false),
    COMMIT_FAILS("the commit fails; it waits on", Next.COUNTED, true),
    COMMIT_FAILS_WITH_OTHER("the commit fails; it stays with the other", Next.COUNTED, true),
    COMMIT_FAILS_DONE("the commit fails; it is done", Next.NONE, true);

    /** What the next receive of the message shows, if there is one. */
    enum Next {
        NONE,
        COUNTED,
        UNCOUNTED,
        ONCE,
        ONCE_OR_NONE
    }

    private final String label;
    private final Next next;
    private final boolean refused;

    Outcome(String label, Next next, boolean refused) {
        this.label = label;
        this.next = next;
        this.refused = refused;
    }

    Next next() {
        return next;
    }

    /** Whether the client library throws, because the broker refused. */
    boolean isRefused() {
        return refused;
    }

    @Override
    public String toString() {
        return label;
    }
}
