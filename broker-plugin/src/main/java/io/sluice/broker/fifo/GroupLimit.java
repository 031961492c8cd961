package io.sluice.broker.fifo;

/** How many messages of one group its owner may hold. */
public sealed interface GroupLimit {

    /** {@value GroupPace#START}, and more, up to {@link Fixed#MAXIMUM}, for an owner that is soon done with so many. */
    record Auto() implements GroupLimit {}

    /**
     * Never more than {@code messages}.
     *
     * @param messages 1 to 1,000; 1 is strictly one by one
     */
    record Fixed(int messages) implements GroupLimit {
        public static final int MAXIMUM = 1_000;

        public Fixed {
            if (messages < 1 || messages > MAXIMUM) {
                throw new IllegalArgumentException("maxInFlightPerGroup " + messages + " is outside 1 to " + MAXIMUM);
            }
        }
    }

    /** Whether a message of a group is shown to anybody only when the one before it is done. */
    default boolean isOneByOne() {
        return this instanceof Fixed fixed && fixed.messages() == 1;
    }
}
