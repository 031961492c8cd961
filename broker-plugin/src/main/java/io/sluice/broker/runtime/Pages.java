package io.sluice.broker.runtime;

import io.sluice.broker.artemis.embedded.EmbeddedBroker;
import io.sluice.broker.metrics.PrometheusMeters;

/** What the HTTP endpoint shows. */
final class Pages implements Site {

    private static final String INDEX = """
            <!doctype html>
            <html lang="en">
            <head><meta charset="utf-8"><title>Sluice</title></head>
            <body>
            <h1>Sluice</h1>
            <ul>
            <li><a href="/health">health</a>: 200 and status UP, or 503 and status DOWN</li>
            <li><a href="/metrics">metrics</a>: for a Prometheus server</li>
            </ul>
            </body>
            </html>
            """;

    private final EmbeddedBroker broker;
    private final PrometheusMeters meters;
    private final SubscriptionPages subscriptions;

    Pages(EmbeddedBroker broker, PrometheusMeters meters, SubscriptionPages subscriptions) {
        this.broker = broker;
        this.meters = meters;
        this.subscriptions = subscriptions;
    }

    @Override
    public Page page(Request request) {
        return switch (request.path()) {
            case "/" ->
                request.query().isEmpty() ? Page.ok("text/html; charset=utf-8", INDEX) : subscriptions.action(request);
            case "/health" -> health();
            case "/metrics" -> Page.ok(PrometheusMeters.CONTENT_TYPE, meters.scrape());
            default -> subscriptions.certificate(request.path()).orElse(Page.MISSING);
        };
    }

    private Page health() {
        EmbeddedBroker.Status status = broker.status();
        return new Page(status.active() ? Page.OK : Page.UNAVAILABLE, "application/json", status.json());
    }
}
