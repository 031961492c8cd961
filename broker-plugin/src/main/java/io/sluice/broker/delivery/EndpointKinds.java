package io.sluice.broker.delivery;

import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** All kinds of endpoints that a broker knows, by URI scheme. Immutable. */
public final class EndpointKinds {

    private final Map<String, EndpointFactory> factories;

    /** @param factories by scheme in lower case */
    public EndpointKinds(Map<String, EndpointFactory> factories) {
        this.factories = new TreeMap<>(factories);
    }

    /** Whether there is a kind of this URI scheme. */
    public boolean knows(String scheme) {
        return factories.containsKey(scheme.toLowerCase(Locale.ROOT));
    }

    /**
     * Opens the endpoint of a subscription.
     *
     * @throws InvalidEndpointException if there is no such kind, or it does not like the address
     */
    public Endpoint open(URI address, EndpointFactory.Surroundings surroundings) throws InvalidEndpointException {
        String scheme = address.getScheme();
        EndpointFactory factory = scheme == null ? null : factories.get(scheme.toLowerCase(Locale.ROOT));
        if (factory == null) {
            throw new InvalidEndpointException("there is no kind of endpoint named " + scheme + "; known are "
                    + String.join(", ", factories.keySet()));
        }
        return factory.open(address, surroundings);
    }
}
