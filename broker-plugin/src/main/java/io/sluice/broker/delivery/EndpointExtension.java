package io.sluice.broker.delivery;

import java.util.Map;

/**
 * Kinds of endpoints and functions that a company adds. Found with {@link java.util.ServiceLoader} in a broker of any kind; in
 * {@code bin/sluice run} named CDI beans of type {@link EndpointFactory} and {@link MessageFunction} do without it.
 */
public interface EndpointExtension {

    /** Factories by URI scheme. */
    default Map<String, EndpointFactory> endpoints() {
        return Map.of();
    }

    /** Functions by name. */
    default Map<String, MessageFunction> functions() {
        return Map.of();
    }
}
