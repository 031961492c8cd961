package io.sluice.broker.delivery.sink.function;

import io.sluice.broker.delivery.Endpoint;
import io.sluice.broker.delivery.EndpointFactory;
import io.sluice.broker.delivery.InvalidEndpointException;
import io.sluice.broker.delivery.MessageFunction;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;

/** Opens endpoints such as {@code function:thumbnail}. */
public final class FunctionEndpointFactory implements EndpointFactory {

    public static final String SCHEME = "function";

    private final Map<String, MessageFunction> functions;

    /** @param functions by name */
    public FunctionEndpointFactory(Map<String, MessageFunction> functions) {
        this.functions = new TreeMap<>(functions);
    }

    @Override
    public Endpoint open(URI address, Surroundings surroundings) throws InvalidEndpointException {
        MessageFunction function = functions.get(address.getSchemeSpecificPart());
        if (function == null) {
            throw new InvalidEndpointException("there is no function named " + address.getSchemeSpecificPart()
                    + "; known are " + functions.keySet());
        }
        return new FunctionSink(function, surroundings.executor());
    }
}
