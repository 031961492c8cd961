package io.sluice.broker.delivery;

/**
 * A function in the broker's process that is subscribed to a topic: {@code endpoint: "function:thumbnail"}. Called by
 * several threads at once. It returns when its work is done; an exception means that the message is to come again later. As
 * with every endpoint, a message may come twice.
 */
@FunctionalInterface
public interface MessageFunction {

    /** Works on one message. */
    void accept(OutgoingMessage message) throws Exception;
}
