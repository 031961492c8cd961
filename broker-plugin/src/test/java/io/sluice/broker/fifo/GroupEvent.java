package io.sluice.broker.fifo;

import java.util.Random;

/**
 * One thing that happens to a FIFO queue.
 *
 * @param group which group
 * @param consumer which consumer
 * @param pick which of several candidates, as a fraction
 */
record GroupEvent(Kind kind, int group, int consumer, double pick) {

    static final int GROUPS = 4;
    static final int CONSUMERS = 3;

    enum Kind {
        SEND,
        WALK,
        SETTLE,
        PASS,
        RETURN,
        RETURN_ALL,
        REMOVE,
        SEND_AWAY,
        HOLD_BACK,
        COME_BACK,
        LOSE_AWAY,
        LIMIT
    }

    private static final Kind[] OFTEN = {
        Kind.SEND, Kind.SEND, Kind.SEND, Kind.WALK, Kind.WALK, Kind.SETTLE, Kind.SETTLE, Kind.RETURN
    };

    static GroupEvent random(Random random) {
        Kind[] kinds = random.nextInt(3) == 0 ? Kind.values() : OFTEN;
        return new GroupEvent(
                kinds[random.nextInt(kinds.length)],
                random.nextInt(GROUPS),
                random.nextInt(CONSUMERS),
                random.nextDouble());
    }
}
