package io.sluice.broker.visibility;

/** How many unsettled messages one consumer may hold. */
public sealed interface InFlightLimit {

    /** Starts small and grows for a consumer that shows that it needs more. */
    record Auto() implements InFlightLimit {}

    /**
     * Never more than {@code messages}.
     *
     * @param messages 1 to 1,000,000
     */
    record Fixed(int messages) implements InFlightLimit {
        public static final int MAXIMUM = 1_000_000;

        public Fixed {
            if (messages < 1 || messages > MAXIMUM) {
                throw new IllegalArgumentException(
                        "maxInFlightPerConsumer " + messages + " is outside 1 to " + MAXIMUM);
            }
        }
    }

    /** No limit of ours: the flow control of Artemis and of the protocol decides. */
    record Unlimited() implements InFlightLimit {}
}
