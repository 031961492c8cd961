package io.sluice.broker.artemis.delivery;

import io.sluice.broker.admin.ConfirmSubscription;
import io.sluice.broker.artemis.envelope.BrokerIdentity;
import io.sluice.broker.artemis.management.ControlDesk;
import io.sluice.broker.delivery.Confirmation;
import io.sluice.broker.delivery.ConfirmationDesk;
import io.sluice.broker.delivery.DeliveryPolicy;
import io.sluice.broker.delivery.Endpoint;
import io.sluice.broker.delivery.EndpointSettings;
import io.sluice.broker.delivery.EndpointSubscription;
import io.sluice.broker.delivery.InvalidEndpointException;
import io.sluice.broker.fanout.envelope.EnvelopeSigner;
import io.sluice.broker.fanout.envelope.SignatureVersion;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.impl.QueueImpl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All subscriptions of one broker that push to endpoints.
 *
 * <p>Whoever configures subscriptions creates their queues and then says here what is to be pushed where, as often as it
 * changes. A subscription whose endpoint cannot be opened, because the allow-list lacks it or its kind is unknown, is named
 * in the log and keeps its messages in its queue; so does one whose owner has not confirmed yet. Thread-safe.
 */
public final class EndpointDeliveries implements ConfirmationDesk, BrokerIdentity {

    private static final Logger LOGGER = LoggerFactory.getLogger(EndpointDeliveries.class);
    private static final int TOKEN_BYTES = 64;
    private static final long LONGEST_STOP_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final ActiveMQServer server;
    private final DeliveryEnvironment environment;
    private final PushListeners listeners;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, SubscribedEndpoint> running = new LinkedHashMap<>();
    private volatile EndpointSettings settings = EndpointSettings.DEFAULT;
    private List<EndpointSubscription> ofFile = List.of();
    private List<EndpointSubscription> requested = List.of();
    private List<EndpointSubscription> subscriptions = List.of();
    private boolean isActive;
    private volatile ConfirmationDesk ofEnded = (topicArn, token) -> Optional.empty();

    public EndpointDeliveries(ActiveMQServer server, DeliveryEnvironment environment, PushListeners listeners) {
        this.server = server;
        this.environment = environment;
        this.listeners = listeners;
    }

    /** What applications can ask for. */
    public Map<String, ControlDesk.Action> actions() {
        return Map.of(ConfirmSubscription.ACTION, (request, sender) -> new ConfirmSubscription(this).perform(request));
    }

    /**
     * Takes over what is configured. A subscription that is as it was goes on undisturbed; one that is gone, or has changed,
     * takes no further message, and what it has in flight is settled as it was begun. Whoever has not confirmed yet is asked
     * again.
     */
    public synchronized void configure(EndpointSettings newSettings, List<EndpointSubscription> newSubscriptions) {
        boolean isOther = !newSettings.equals(settings);
        settings = newSettings;
        ofFile = List.copyOf(newSubscriptions);
        apply(isOther, true);
    }

    /** Takes over what applications have asked for, like {@link #configure}; what the file names holds. */
    public synchronized void configureRequested(List<EndpointSubscription> newSubscriptions) {
        if (!newSubscriptions.equals(requested)) {
            requested = List.copyOf(newSubscriptions);
            apply(false, false);
        }
    }

    private void apply(boolean startsAnew, boolean asksAgain) {
        List<EndpointSubscription> before = subscriptions;
        Map<String, EndpointSubscription> byLabel = new LinkedHashMap<>();
        ofFile.forEach(subscription -> byLabel.put(subscription.label(), subscription));
        requested.forEach(subscription -> byLabel.putIfAbsent(subscription.label(), subscription));
        subscriptions = List.copyOf(byLabel.values());
        if (!isActive) {
            return;
        }
        running.values().removeIf(endpoint -> {
            EndpointSubscription now = byLabel.get(endpoint.subscription().label());
            boolean goes = startsAnew || !endpoint.subscription().equals(now);
            if (goes) {
                endpoint.stop();
            }
            return goes;
        });
        if (asksAgain) {
            running.values().stream().filter(SubscribedEndpoint::isWaiting).forEach(this::askAgain);
        }
        before.stream().filter(old -> !byLabel.containsKey(old.label())).forEach(this::forget);
        openAll();
    }

    /** Has tokens that no endpoint waits for asked about there: those of subscriptions that have ended. */
    public void alsoConfirm(ConfirmationDesk other) {
        ofEnded = other;
    }

    /** What an endpoint is told whose owner has confirmed, when its subscription ends; empty for all others. */
    public synchronized Optional<Farewell> farewellTo(String label) {
        SubscribedEndpoint endpoint = running.get(label);
        Confirmation known = endpoint == null ? null : endpoint.confirmation();
        if (endpoint == null || known == null || !known.isConfirmed()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Farewell(
                    label,
                    newToken(),
                    open(endpoint.subscription()),
                    environment.executor(),
                    server.getScheduledPool()));
        } catch (InvalidEndpointException e) {
            LOGGER.warn("the endpoint of subscription {} cannot be told that it ends: {}", label, e.getMessage());
            return Optional.empty();
        }
    }

    /** Has the owner of an endpoint confirmed, who has sent back a token, before the subscription is there again. */
    public void confirmAgain(EndpointSubscription subscription, String token) throws Exception {
        Confirmation confirmation = Confirmation.begin(subscription.endpoint().toString(), token, Instant.now());
        store().store(subscription.label(), confirmation.confirmed());
    }

    // ---- what those who subscribe ask ------------------------------------------------------------------------------

    /** Whether there is a kind of endpoint of this URI scheme. */
    public boolean knows(String scheme) {
        return environment.knows(scheme);
    }

    /** Why nothing can be pushed to this endpoint; empty if it can. */
    public Optional<String> refusalOf(URI address) {
        try (Endpoint opened = environment.open(address, settings)) {
            return Optional.empty();
        } catch (InvalidEndpointException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** Whether the owner of a subscription's endpoint was asked and has not answered yet. */
    public synchronized boolean isPending(String label) {
        SubscribedEndpoint endpoint = running.get(label);
        return endpoint != null && endpoint.isWaiting();
    }

    /** Asks the owner once more, if there was no answer yet. */
    public synchronized void askAgain(String label) {
        SubscribedEndpoint endpoint = running.get(label);
        if (endpoint != null && endpoint.isWaiting()) {
            askAgain(endpoint);
        }
    }

    /** Begins to push. To be called when the queues are there. */
    public synchronized void activate() {
        isActive = true;
        environment.serve(this, folder());
        openAll();
    }

    /** Ends within seconds; what has not been taken by then is pushed after the next start. */
    public void stop() {
        List<SubscribedEndpoint> stopped;
        synchronized (this) {
            isActive = false;
            stopped = new ArrayList<>(running.values());
            running.clear();
            stopped.forEach(SubscribedEndpoint::stop);
        }
        long end = System.nanoTime() + LONGEST_STOP_NANOS;
        stopped.forEach(endpoint -> endpoint.awaitIdle(Math.max(0, end - System.nanoTime())));
    }

    /** Where the broker keeps its data; another broker that takes over with this data has the same key. */
    private Path folder() {
        Path bindings = server.getConfiguration().getBindingsLocation().toPath().toAbsolutePath();
        Path parent = bindings.getParent();
        return parent == null ? bindings : parent;
    }

    private void openAll() {
        Map<String, Confirmation> confirmations = store().load();
        for (EndpointSubscription subscription : subscriptions) {
            if (!running.containsKey(subscription.label())) {
                open(subscription, Optional.ofNullable(confirmations.get(subscription.label())));
            }
        }
    }

    @SuppressWarnings("IllegalCatch") // one bad endpoint, of whatever kind, must not stop the others
    private void open(EndpointSubscription subscription, Optional<Confirmation> known) {
        try {
            if (!(server.locateQueue(subscription.queue()) instanceof QueueImpl queue)) {
                throw new InvalidEndpointException("there is no queue " + subscription.queue());
            }
            OpenEndpoint open = open(subscription);
            SubscriptionPush push =
                    new SubscriptionPush(server, queue, subscription, open, environment.executor(), listeners);
            SubscribedEndpoint endpoint = new SubscribedEndpoint(subscription, open, push);
            running.put(subscription.label(), endpoint);
            begin(
                    endpoint,
                    known.filter(confirmation -> confirmation
                            .endpoint()
                            .equals(subscription.endpoint().toString())));
        } catch (Exception e) {
            LOGGER.error(
                    "subscription {} pushes nothing, its messages stay in queue {}: {}",
                    subscription.label(),
                    subscription.queue(),
                    e instanceof InvalidEndpointException ? e.getMessage() : e.toString());
        }
    }

    private OpenEndpoint open(EndpointSubscription subscription) throws InvalidEndpointException {
        Endpoint endpoint = environment.open(subscription.endpoint(), settings);
        DeliveryPolicy policy = subscription.policy().orElseGet(() -> DeliveryPolicy.of(endpoint.defaultRetries()));
        URI publicUrl = publicUrl();
        int version = settings.signatureVersion();
        return new OpenEndpoint(
                endpoint,
                policy,
                new PushContent(subscription, endpoint, policy, () -> signer(publicUrl, version), publicUrl));
    }

    @Override
    public EnvelopeSigner signer() {
        EndpointSettings current = settings;
        return signer(environment.publicUrl(current), current.signatureVersion());
    }

    @Override
    public void prepare() {
        synchronized (this) {
            if (!isActive) {
                return;
            }
        }
        try {
            environment.identity();
        } catch (UncheckedIOException e) {
            LOGGER.error("messages cannot be put into signed envelopes", e);
        }
    }

    @Override
    public URI publicUrl() {
        return environment.publicUrl(settings);
    }

    private EnvelopeSigner signer(URI publicUrl, int version) {
        return environment.identity().signer(publicUrl, SignatureVersion.of(version));
    }

    private void begin(SubscribedEndpoint endpoint, Optional<Confirmation> known) throws Exception {
        boolean isConfirmed = known.filter(Confirmation::isConfirmed).isPresent();
        if (isConfirmed || !endpoint.open().endpoint().needsConfirmation()) {
            known.ifPresent(endpoint::confirmed);
            endpoint.startPush();
            return;
        }
        Instant now = Instant.now();
        Optional<Confirmation> waiting = known.filter(confirmation -> !confirmation.isExpired(now));
        Confirmation asked = waiting.orElseGet(
                () -> Confirmation.begin(endpoint.subscription().endpoint().toString(), newToken(), now));
        if (waiting.isEmpty()) {
            store().store(endpoint.subscription().label(), asked);
        }
        Duration left = Duration.between(now, asked.issuedAt().plus(Confirmation.VALIDITY));
        ScheduledFuture<?> renewal = server.getScheduledPool()
                .schedule(
                        () -> environment.executor().execute(() -> renew(endpoint)),
                        left.toMillis(),
                        TimeUnit.MILLISECONDS);
        endpoint.askOwner(
                asked,
                new Handshake(
                        endpoint.subscription(),
                        endpoint.open(),
                        asked,
                        environment.executor(),
                        server.getScheduledPool()),
                renewal);
    }

    private synchronized void renew(SubscribedEndpoint endpoint) {
        if (running.get(endpoint.subscription().label()) == endpoint) {
            askAgain(endpoint);
        }
    }

    @SuppressWarnings("IllegalCatch") // Artemis declares Exception
    private void askAgain(SubscribedEndpoint endpoint) {
        try {
            begin(endpoint, Optional.ofNullable(endpoint.confirmation()));
        } catch (Exception e) {
            LOGGER.error(
                    "the owner of subscription {} could not be asked again",
                    endpoint.subscription().label(),
                    e);
        }
    }

    private String newToken() {
        byte[] token = new byte[TOKEN_BYTES];
        random.nextBytes(token);
        return HexFormat.of().formatHex(token);
    }

    @Override
    public Optional<String> confirm(String topicArn, String token) {
        // not under the monitor: whoever is asked second may have to change subscriptions
        return confirmWaiting(topicArn, token).or(() -> ofEnded.confirm(topicArn, token));
    }

    @SuppressWarnings("IllegalCatch") // Artemis declares Exception
    private synchronized Optional<String> confirmWaiting(String topicArn, String token) {
        for (SubscribedEndpoint endpoint : running.values()) {
            Confirmation waiting = endpoint.confirmation();
            if (waiting == null || !endpoint.isToken(topicArn, token) || waiting.isExpired(Instant.now())) {
                continue;
            }
            String label = endpoint.subscription().label();
            try {
                if (!waiting.isConfirmed()) {
                    store().store(label, waiting.confirmed());
                    endpoint.confirmed(waiting.confirmed());
                    LOGGER.info("subscription {} is confirmed", label);
                }
                endpoint.startPush();
            } catch (Exception e) {
                throw new IllegalStateException("the confirmation of " + label + " could not be stored", e);
            }
            return Optional.of(endpoint.open().content().subscriptionArn());
        }
        return Optional.empty();
    }

    @SuppressWarnings("IllegalCatch") // Artemis declares Exception
    private void forget(EndpointSubscription subscription) {
        try {
            store().delete(subscription.label());
        } catch (Exception e) {
            LOGGER.warn("the confirmation of subscription {} could not be deleted", subscription.label(), e);
        }
    }

    private ConfirmationStore store() {
        return new ConfirmationStore(server.getStorageManager());
    }
}
