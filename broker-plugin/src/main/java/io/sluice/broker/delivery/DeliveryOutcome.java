package io.sluice.broker.delivery;

/** What became of one attempt to deliver. */
public sealed interface DeliveryOutcome {

    /** The endpoint has taken the message. */
    record Delivered() implements DeliveryOutcome {}

    /** It did not work this time; the policy says whether and when it is tried again. @param why for people */
    record Failed(String why) implements DeliveryOutcome {}

    /** The endpoint does not want this message, and trying again would not help. @param why for people */
    record Refused(String why) implements DeliveryOutcome {}
}
