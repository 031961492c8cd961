package io.sluice.broker.contract;

import java.util.List;

/** When a settlement reaches the broker, seen from the visibility timeout of the message. */
enum Moment {
    IN_TIME("in time", 1),
    AT_EXPIRY("at the timeout", 1),
    WAITS_AGAIN("late, it waits", 1),
    SENT_AGAIN("late, sent again to the same", 1),
    HAD_BY_ANOTHER("late, another gave it back", 2),
    WITH_ANOTHER("late, another has it", 2),
    DONE_BY_ANOTHER("late, another finished it", 2);

    private final String label;
    private final int receives;

    Moment(String label, int receives) {
        this.label = label;
        this.receives = receives;
    }

    /** How often the message has been received when its settlement comes, without a copy that nobody has seen. */
    int receives() {
        return receives;
    }

    /** Whether the settlement races with the timeout, so that what is right before and what is right after it is right. */
    boolean isRace() {
        return this == AT_EXPIRY;
    }

    /** The moments that meet at the timeout while another worker is ready. */
    static List<Moment> racing() {
        return List.of(IN_TIME, WAITS_AGAIN, WITH_ANOTHER);
    }

    @Override
    public String toString() {
        return label;
    }
}
