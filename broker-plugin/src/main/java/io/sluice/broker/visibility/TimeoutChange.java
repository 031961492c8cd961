package io.sluice.broker.visibility;

/** What a request to change the visibility timeout of one in-flight message led to (SEMANTICS 1.5). */
public sealed interface TimeoutChange {

    /** The lease now ends at {@code deadlineNanos}. */
    record Extended(long deadlineNanos) implements TimeoutChange {}

    /** The timeout was zero: the lease has ended, the receive counts, and the message is to be made visible. */
    record Returned() implements TimeoutChange {}

    /** The lease had ended before the request, or the message is acknowledged in a transaction. */
    record NotInFlight() implements TimeoutChange {}

    /** The message would stay hidden for longer than {@link VisibilitySettings#MAXIMUM_TIMEOUT} after its receive. */
    record BeyondLimit() implements TimeoutChange {}
}
