package io.sluice.broker.runtime.delivery;

import io.sluice.broker.artemis.delivery.DeliveryEnvironment;
import io.sluice.broker.delivery.ConfirmationDesk;
import io.sluice.broker.delivery.Endpoint;
import io.sluice.broker.delivery.EndpointExtension;
import io.sluice.broker.delivery.EndpointFactory;
import io.sluice.broker.delivery.EndpointKinds;
import io.sluice.broker.delivery.EndpointSettings;
import io.sluice.broker.delivery.InvalidEndpointException;
import io.sluice.broker.delivery.MessageFunction;
import io.sluice.broker.delivery.outgoing.OutgoingAllowList;
import io.sluice.broker.delivery.sink.function.FunctionEndpointFactory;
import io.sluice.broker.delivery.sink.http.HttpEndpointFactory;
import io.sluice.broker.delivery.sink.mail.MailEndpointFactory;
import io.sluice.broker.fanout.envelope.SigningIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The surroundings of deliveries in this process. Thread-safe.
 *
 * <p>Three pools keep apart what must not hold up each other: work in the broker and answers of HTTP endpoints, which never wait;
 * mail servers and name servers; functions.
 */
public final class Deliveries implements DeliveryEnvironment {

    private static final Logger LOGGER = LoggerFactory.getLogger(Deliveries.class);
    private static final int WORKERS = 16;
    private static final int MOST_WAITING = 64;
    private static final URI WITHOUT_HTTP_PORT = URI.create("http://localhost:8161/");

    private final ExecutorService work = ThreadPool.of("sluice-delivery", WORKERS);
    private final ExecutorService waiting = ThreadPool.of("sluice-delivery-waiting", MOST_WAITING);
    private final ExecutorService functionCalls = ThreadPool.of("sluice-function", MOST_WAITING);
    private final EndpointKinds kinds;
    private volatile URI ownUrl = WITHOUT_HTTP_PORT;
    private volatile @Nullable ConfirmationDesk desk;
    private volatile @Nullable Path folder;
    private @Nullable EndpointFactory http;
    private @Nullable SigningIdentity identity;

    private Deliveries(Map<String, EndpointFactory> extraKinds, Map<String, MessageFunction> functions) {
        Map<String, EndpointFactory> factories = new HashMap<>(extraKinds);
        EndpointFactory functionFactory = new FunctionEndpointFactory(functions);
        factories.put(
                FunctionEndpointFactory.SCHEME,
                (address, around) -> functionFactory.open(
                        address,
                        new EndpointFactory.Surroundings(around.allowList(), around.settings(), functionCalls)));
        factories.put("http", (address, around) -> http().open(address, around));
        factories.put("https", (address, around) -> http().open(address, around));
        EndpointFactory mail = (address, around) -> new MailEndpointFactory().open(address, around);
        factories.put(MailEndpointFactory.TEXT, mail);
        factories.put(MailEndpointFactory.JSON, mail);
        this.kinds = new EndpointKinds(factories);
    }

    /** With the kinds and functions given here and those that {@link ServiceLoader} finds. */
    public static Deliveries withExtensions(
            Map<String, EndpointFactory> endpoints, Map<String, MessageFunction> functions) {
        Map<String, EndpointFactory> allEndpoints = new HashMap<>(endpoints);
        Map<String, MessageFunction> allFunctions = new HashMap<>(functions);
        for (EndpointExtension extension :
                ServiceLoader.load(EndpointExtension.class, EndpointExtension.class.getClassLoader())) {
            allEndpoints.putAll(extension.endpoints());
            allFunctions.putAll(extension.functions());
        }
        return new Deliveries(allEndpoints, allFunctions);
    }

    /** The client has a thread of its own, so it is made when it is needed. */
    private synchronized EndpointFactory http() {
        EndpointFactory made = http;
        if (made == null) {
            if (!HttpEndpointFactory.allowPinning()) {
                LOGGER.warn(
                        "requests to http endpoints cannot be bound to the address that was checked, because this JVM"
                                + " used its HTTP client before; the name is looked up twice");
            }
            made = new HttpEndpointFactory(work);
            http = made;
        }
        return made;
    }

    @Override
    public Endpoint open(URI address, EndpointSettings settings) throws InvalidEndpointException {
        OutgoingAllowList allowList = new OutgoingAllowList(
                settings.allow(), settings.allowAddresses(), host -> List.of(InetAddress.getAllByName(host)));
        return kinds.open(address, new EndpointFactory.Surroundings(allowList, settings, waiting));
    }

    @Override
    public boolean knows(String scheme) {
        return kinds.knows(scheme);
    }

    @Override
    public synchronized SigningIdentity identity() {
        SigningIdentity loaded = identity;
        if (loaded == null) {
            try {
                loaded = new SigningKeyFile(requireFolder()).open();
            } catch (IOException e) {
                throw new UncheckedIOException("the key for signatures cannot be used", e);
            }
            identity = loaded;
        }
        return loaded;
    }

    private Path requireFolder() {
        Path known = folder;
        if (known == null) {
            throw new IllegalStateException("the broker has not said where it keeps its data");
        }
        return known;
    }

    /** The certificate as text, if a file of this name has it. */
    public Optional<String> certificate(String fileName) {
        Path known = folder;
        if (known == null || !SigningKeyFile.existsIn(known)) {
            return Optional.empty();
        }
        SigningIdentity own = identity();
        return own.fileName().equals(fileName) ? Optional.of(own.pem()) : Optional.empty();
    }

    /** Confirms a subscription; empty if none waits for this token. */
    public Optional<String> confirm(String topicArn, String token) {
        ConfirmationDesk current = desk;
        return current == null ? Optional.empty() : current.confirm(topicArn, token);
    }

    /** Tells where this process serves its pages. */
    public void listensAt(String host, int port) {
        String name = host.equals("0.0.0.0") || host.equals("::") ? "localhost" : host;
        ownUrl = URI.create("http://" + (name.contains(":") ? "[" + name + "]" : name) + ":" + port + "/");
    }

    @Override
    public URI publicUrl(EndpointSettings settings) {
        return settings.publicUrl()
                .map(url -> url.toString().endsWith("/") ? url : URI.create(url + "/"))
                .orElse(ownUrl);
    }

    @Override
    public Executor executor() {
        return work;
    }

    @Override
    public void serve(ConfirmationDesk newDesk, Path newFolder) {
        folder = newFolder;
        desk = newDesk;
    }

    @Override
    public void close() {
        work.shutdown();
        waiting.shutdownNow();
        functionCalls.shutdownNow();
    }
}
