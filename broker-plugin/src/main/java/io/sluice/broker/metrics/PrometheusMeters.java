package io.sluice.broker.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The meters of the broker and their Prometheus text (exposition format 0.0.4).
 *
 * <p>Artemis makes a dozen meters for each queue and removes them with the queue. Clients can create queues, so the
 * number of meters alive at one time is limited: above the limit new ones are left out until others go.
 */
public final class PrometheusMeters implements AutoCloseable {

    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final AtomicInteger alive = new AtomicInteger();

    /**
     * Makes an empty registry.
     *
     * @param limit the largest number of meters alive at one time, at least 1
     */
    public PrometheusMeters(int limit) {
        registry.config()
                .onMeterAdded(meter -> alive.incrementAndGet())
                .onMeterRemoved(meter -> alive.decrementAndGet())
                .meterFilter(new MeterFilter() {
                    @Override
                    public MeterFilterReply accept(Meter.Id id) {
                        return alive.get() < limit ? MeterFilterReply.NEUTRAL : MeterFilterReply.DENY;
                    }
                });
    }

    /** Where meters are registered. */
    public MeterRegistry registry() {
        return registry;
    }

    /** The present value of every meter, as text for a Prometheus server. */
    public String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        registry.close();
    }
}
