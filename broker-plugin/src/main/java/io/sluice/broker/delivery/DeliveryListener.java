package io.sluice.broker.delivery;

import java.time.Duration;

/**
 * Facts about deliveries to endpoints, for metrics. Called on broker threads; an implementation must be quick and must not
 * throw. A subscription is named by its topic and its name.
 */
public interface DeliveryListener {

    /** Ignores everything. */
    DeliveryListener NONE = new DeliveryListener() {};

    /** An endpoint has taken a message. @param took the attempt that succeeded */
    default void delivered(String topic, String subscription, Duration took) {}

    /** An attempt has failed, and may be repeated. */
    default void attemptFailed(String topic, String subscription) {}

    /** A message went to the dead-letter queue of its subscription. @param reason as the message tells it */
    default void deadLettered(String topic, String subscription, String reason) {}

    /** A message could not be delivered, and there is no dead-letter queue. */
    default void dropped(String topic, String subscription, String reason) {}

    /** An endpoint failed so often that nothing is sent for a while. */
    default void circuitOpened(String topic, String subscription) {}

    /** An endpoint whose circuit was open has answered again, or is no longer used. */
    default void circuitClosed(String topic, String subscription) {}
}
