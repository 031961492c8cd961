package io.sluice.broker.delivery;

import io.sluice.broker.delivery.outgoing.OutgoingAllowList;
import java.net.URI;
import java.util.concurrent.Executor;

/** Opens the endpoints of one URI scheme, such as {@code https} or a company's own kind. Thread-safe. */
@FunctionalInterface
public interface EndpointFactory {

    /**
     * Opens an endpoint; nothing is sent yet.
     *
     * @param address the {@code endpoint} of the subscription
     * @throws InvalidEndpointException if this address cannot be used
     */
    Endpoint open(URI address, Surroundings surroundings) throws InvalidEndpointException;

    /**
     * What an endpoint may use of the broker.
     *
     * @param allowList where connections may go; an endpoint of a company's own that opens some must ask it too
     * @param settings what the operator has configured for endpoints
     * @param executor for work that blocks
     */
    record Surroundings(OutgoingAllowList allowList, EndpointSettings settings, Executor executor) {}
}
