package io.sluice.broker.artemis.delivery;

import io.sluice.broker.delivery.ConfirmationDesk;
import io.sluice.broker.delivery.Endpoint;
import io.sluice.broker.delivery.EndpointSettings;
import io.sluice.broker.delivery.InvalidEndpointException;
import io.sluice.broker.fanout.envelope.SigningIdentity;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.Executor;

/** What deliveries need from outside the broker. Thread-safe. */
public interface DeliveryEnvironment extends AutoCloseable {

    /**
     * Opens an endpoint of any kind.
     *
     * @param settings what is allowed now
     */
    Endpoint open(URI address, EndpointSettings settings) throws InvalidEndpointException;

    /** Whether there is a kind of endpoint of this URI scheme. */
    boolean knows(String scheme);

    /** The key for signatures; made if it is missing, which takes a second. After {@link #serve}. */
    SigningIdentity identity();

    /** Where others reach the pages that belong to deliveries; ends with a slash. */
    URI publicUrl(EndpointSettings settings);

    /** Runs what deliveries have to do in the broker; never what waits for an endpoint. */
    Executor executor();

    /**
     * Has the pages hand tokens over to this desk from now on.
     *
     * @param folder of the broker, where the key for signatures is kept
     */
    void serve(ConfirmationDesk desk, Path folder);

    /** Ends all threads. */
    @Override
    void close();
}
