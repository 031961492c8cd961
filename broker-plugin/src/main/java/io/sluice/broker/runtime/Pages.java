package io.sluice.broker.runtime;

import io.sluice.broker.artemis.embedded.EmbeddedBroker;
import io.sluice.broker.metrics.PrometheusMeters;
import java.util.Map;
import java.util.function.Supplier;

/** What the HTTP endpoint shows. */
final class Pages {

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

    Pages(EmbeddedBroker broker, PrometheusMeters meters) {
        this.broker = broker;
        this.meters = meters;
    }

    /** Path to page. */
    Map<String, Supplier<Page>> routes() {
        return Map.of(
                "/", () -> Page.ok("text/html; charset=utf-8", INDEX),
                "/health", this::health,
                "/metrics", () -> Page.ok(PrometheusMeters.CONTENT_TYPE, meters.scrape()));
    }

    private Page health() {
        EmbeddedBroker.Status status = broker.status();
        return new Page(status.active() ? Page.OK : Page.UNAVAILABLE, "application/json", status.json());
    }
}
