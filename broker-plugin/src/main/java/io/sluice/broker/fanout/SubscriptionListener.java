package io.sluice.broker.fanout;

import java.util.function.Supplier;

/**
 * Is told what becomes of published messages. Called on the threads of publishers, after what was published is stored or,
 * inside a transaction, committed.
 */
public interface SubscriptionListener {

    /** Tells nobody. */
    SubscriptionListener NONE = new SubscriptionListener() {};

    /**
     * A subscription begins, or is as before with a changed policy.
     *
     * @param counts what it has counted so far, for as long as it lives
     */
    default void subscribed(String topic, String subscription, Supplier<Counts> counts) {}

    /** A subscription has ended. */
    default void unsubscribed(String topic, String subscription) {}

    /**
     * What one subscription has counted since it began or the broker started.
     *
     * @param published messages published to its topic
     * @param matched those of them that its policy accepted
     * @param filteredByAttribute those whose attributes its policy refused
     * @param invalidAttribute those that it did not get, and that have an attribute which is not of the type that it claims
     * @param filteredByBody those whose body its policy refused
     * @param invalidBody those that its policy refused because their body is no JSON object
     * @param delivered matched ones that are in its queue
     * @param failed matched ones that could not be put into its queue
     * @param deadLettered failed ones that are in its dead-letter queue
     */
    record Counts(
            long published,
            long matched,
            long filteredByAttribute,
            long invalidAttribute,
            long filteredByBody,
            long invalidBody,
            long delivered,
            long failed,
            long deadLettered) {

        public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0, 0, 0);
    }
}
