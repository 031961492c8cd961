package io.sluice.broker.runtime;

import io.sluice.broker.artemis.embedded.EmbeddedBroker;
import io.sluice.broker.artemis.embedded.Endpoint;
import io.sluice.broker.artemis.embedded.StartRefusedException;
import io.sluice.broker.metrics.PrometheusMeters;
import io.sluice.broker.runtime.delivery.Deliveries;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Starts and stops the parts of a broker in their order. Thread-safe: a stop waits for a start that is under way. */
@Singleton
class BrokerLife implements AutoCloseable {

    private final EmbeddedBroker broker;
    private final DataFolder data;
    private final PrometheusMeters meters;
    private final Deliveries deliveries;
    private final BlockingQueue<String> failures = new ArrayBlockingQueue<>(1);

    private @Nullable HttpEndpoint http;

    @Inject
    BrokerLife(EmbeddedBroker broker, DataFolder data, PrometheusMeters meters, Deliveries deliveries) {
        this.broker = broker;
        this.data = data;
        this.meters = meters;
        this.deliveries = deliveries;
    }

    /**
     * Starts everything. HTTP comes first, so that health answers 503 while a large journal is read.
     *
     * @return the line that tells the ports
     */
    synchronized String start() throws StartRefusedException {
        List<Endpoint> endpoints = new ArrayList<>();
        if (broker.httpEndpoint().isPresent()) {
            Pages pages = new Pages(broker, meters, new SubscriptionPages(deliveries));
            HttpEndpoint started = HttpEndpoint.start(broker.httpEndpoint().get(), pages);
            http = started;
            endpoints.add(started.address());
            deliveries.listensAt(started.address().host(), started.address().port());
        }
        broker.onDiskError(failures::offer);
        broker.start(data.path());
        endpoints.addAll(0, broker.boundEndpoints());
        return "Sluice is ready: "
                + endpoints.stream()
                        .map(endpoint -> endpoint.name() + " " + endpoint.port())
                        .collect(Collectors.joining(", "));
    }

    /** Waits until the broker fails by itself, and tells why. */
    String awaitFailure() throws InterruptedException {
        return "Sluice stopped because the disk failed: " + failures.take();
    }

    /** Stops everything; harmless if nothing runs. */
    @Override
    @SuppressWarnings("IllegalCatch") // the process ends here: the rest is to be closed whatever happens
    public synchronized void close() {
        try {
            broker.stop();
        } catch (Exception e) {
            throw new IllegalStateException("The broker did not stop cleanly", e);
        } finally {
            HttpEndpoint running = http;
            if (running != null) {
                running.close();
                http = null;
            }
        }
    }
}
