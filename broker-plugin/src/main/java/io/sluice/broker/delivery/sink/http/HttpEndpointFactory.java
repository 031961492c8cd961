package io.sluice.broker.delivery.sink.http;

import io.sluice.broker.delivery.Endpoint;
import io.sluice.broker.delivery.EndpointFactory;
import io.sluice.broker.delivery.InvalidEndpointException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.Executor;

/** Opens endpoints of the schemes {@code http} and {@code https}. */
public final class HttpEndpointFactory implements EndpointFactory {

    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(5);

    private final HttpClient client;
    private final long longestAttemptMillis;

    /** @param executor runs what the client does with answers */
    public HttpEndpointFactory(Executor executor) {
        this(executor, HttpSink.LONGEST_ATTEMPT_MILLIS);
    }

    HttpEndpointFactory(Executor executor, long longestAttemptMillis) {
        this.longestAttemptMillis = longestAttemptMillis;
        this.client = HttpClient.newBuilder()
                .executor(executor)
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(LONGEST_CONNECT)
                .build();
    }

    /**
     * Lets the JDK's client bind a request to an address. To be called before anything else in the JVM uses that client.
     *
     * @return whether it is so
     */
    public static boolean allowPinning() {
        String allowed = System.getProperty(PinnedTarget.PROPERTY, "");
        if (allowed.isEmpty()) {
            System.setProperty(PinnedTarget.PROPERTY, "host");
        } else if (!allowed.contains("host")) {
            System.setProperty(PinnedTarget.PROPERTY, allowed + ",host");
        }
        return PinnedTarget.isPossible();
    }

    @Override
    public Endpoint open(URI address, Surroundings surroundings) throws InvalidEndpointException {
        if (address.getHost() == null) {
            throw new InvalidEndpointException(address + " has no host");
        }
        if (address.getRawUserInfo() != null || address.getRawFragment() != null) {
            throw new InvalidEndpointException("an endpoint must have no user, password or fragment in its URL");
        }
        if (!surroundings.allowList().lists(address)) {
            throw new InvalidEndpointException(address + " is not among endpoints.allow of sluice.yaml");
        }
        return new HttpSink(address, client, surroundings.allowList(), surroundings.executor(), longestAttemptMillis);
    }
}
