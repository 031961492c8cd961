package io.sluice.broker.delivery;

import java.util.concurrent.CompletionStage;

/**
 * Where the messages of one subscription go. Thread-safe: several messages may be under way.
 *
 * <p>An endpoint makes one attempt and says what became of it; retries, throttling and dead letters are not its business.
 * An attempt must end by itself: after a timeout of the endpoint's own, with {@link DeliveryOutcome.Failed}.
 */
public interface Endpoint extends AutoCloseable {

    /** Key of the body that is meant for this kind of endpoint in a message with {@code MessageStructure} json. */
    String protocol();

    /** Begins one attempt; does not wait for it. A stage that fails counts as {@link DeliveryOutcome.Failed}. */
    CompletionStage<DeliveryOutcome> deliver(OutgoingMessage message);

    /** Whether its owner must confirm the subscription before it gets messages. */
    default boolean needsConfirmation() {
        return false;
    }

    /** In which form it gets messages. */
    default Form form() {
        return Form.AS_CONFIGURED;
    }

    /** Forms of a message. */
    enum Form {
        /** As the subscription says. */
        AS_CONFIGURED,
        /** Always as it was published. */
        RAW,
        /** Always in the SNS envelope. */
        ENVELOPE
    }

    /** The retries of a subscription whose configuration says nothing. */
    default RetryPolicy defaultRetries() {
        return RetryPolicy.HOUSE_MANAGED;
    }

    /** Gives back what it holds. Attempts under way may fail. */
    @Override
    default void close() {
        // nothing is held by default
    }
}
