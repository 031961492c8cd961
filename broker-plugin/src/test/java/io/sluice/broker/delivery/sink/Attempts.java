package io.sluice.broker.delivery.sink;

import io.sluice.broker.delivery.DeliveryOutcome;
import io.sluice.broker.delivery.DeliveryPolicy;
import io.sluice.broker.delivery.Endpoint;
import io.sluice.broker.delivery.EndpointFactory.Surroundings;
import io.sluice.broker.delivery.EndpointSettings;
import io.sluice.broker.delivery.MailServerSettings;
import io.sluice.broker.delivery.OutgoingMessage;
import io.sluice.broker.delivery.outgoing.NameResolver;
import io.sluice.broker.delivery.outgoing.OutgoingAllowList;
import io.sluice.broker.delivery.outgoing.OutgoingRule;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Messages, surroundings and outcomes for tests of endpoints. */
public final class Attempts {

    private static final long PATIENCE_SECONDS = 30;

    private Attempts() {}

    /** A notification in its raw form. */
    public static OutgoingMessage raw(String body) {
        return message(OutgoingMessage.Type.NOTIFICATION, body, true, Optional.of("News"), Optional.empty());
    }

    /** Any message. */
    public static OutgoingMessage message(
            OutgoingMessage.Type type,
            String body,
            boolean isRaw,
            Optional<String> subject,
            Optional<URI> subscribeUrl) {
        return new OutgoingMessage(
                type,
                "b7c6f1f0-0000-4000-8000-000000000001",
                "arn:aws:sns:local:000000000000:news",
                type == OutgoingMessage.Type.NOTIFICATION
                        ? Optional.of("arn:aws:sns:local:000000000000:news:1")
                        : Optional.empty(),
                subject,
                body,
                isRaw,
                DeliveryPolicy.TEXT,
                Map.of("type", "created"),
                subscribeUrl);
    }

    /** Surroundings that allow these targets. */
    public static Surroundings allowing(Executor executor, String... targets) {
        return surroundings(executor, host -> List.of(InetAddress.getAllByName(host)), Optional.empty(), targets);
    }

    /** Surroundings with all that can differ. */
    public static Surroundings surroundings(
            Executor executor, NameResolver resolver, Optional<MailServerSettings> mail, String... targets) {
        List<OutgoingRule> rules = Stream.of(targets)
                .map(target -> OutgoingRule.parse(target).orElseThrow())
                .toList();
        return new Surroundings(
                new OutgoingAllowList(rules, List.of(), resolver),
                new EndpointSettings(rules, List.of(), Optional.empty(), 1, mail),
                executor);
    }

    /** Makes one attempt and waits for its outcome. */
    public static DeliveryOutcome attempt(Endpoint endpoint, OutgoingMessage message) throws Exception {
        return endpoint.deliver(message).toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
