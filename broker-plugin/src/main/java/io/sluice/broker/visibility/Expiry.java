package io.sluice.broker.visibility;

import java.util.List;
import java.util.Set;

/**
 * What has to happen because the time of a consumer's oldest lease ran out.
 *
 * @param counted leases whose own time ran out: the receive counts, the application may have been working on them
 * @param uncounted leases of messages that waited in the client's prefetch buffer; their receive does not count
 * @param transactions the client's open transactions in which an expired lease takes part; they must be rolled back
 *     whole, before the leases go back to the queue
 * @param consumerStuck the consumer showed no sign of life since the clock began
 */
public record Expiry(List<Lease> counted, List<Lease> uncounted, Set<Object> transactions, boolean consumerStuck) {}
