package io.sluice.broker.artemis.embedded;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.util.Map;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.MetricsConfiguration;
import org.apache.activemq.artemis.core.server.metrics.ActiveMQMetricsPlugin;
import org.jspecify.annotations.Nullable;

/** Hands our meter registry to Artemis, beside the one of a metrics plugin that broker.xml may name. */
final class MetricsRegistry implements ActiveMQMetricsPlugin {

    private static final long serialVersionUID = 1L;

    private final transient MeterRegistry registry;

    private MetricsRegistry(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Makes Artemis register its meters with {@code registry}; without a metrics element JVM figures are included. */
    static void addTo(Configuration configuration, MeterRegistry registry) {
        @Nullable MetricsConfiguration present = configuration.getMetricsConfiguration();
        if (present == null) {
            configuration.setMetricsConfiguration(new MetricsConfiguration()
                    .setJvmMemory(true)
                    .setJvmGc(true)
                    .setJvmThread(true)
                    .setProcessor(true)
                    .setFileDescriptors(true)
                    .setUptime(true)
                    .setPlugin(new MetricsRegistry(registry)));
        } else if (present.getPlugin() == null) {
            present.setPlugin(new MetricsRegistry(registry));
        } else {
            CompositeMeterRegistry both = new CompositeMeterRegistry();
            both.add(present.getPlugin().getRegistry());
            both.add(registry);
            present.setPlugin(new MetricsRegistry(both));
        }
    }

    @Override
    public ActiveMQMetricsPlugin init(Map<String, String> options) {
        return this;
    }

    @Override
    public MeterRegistry getRegistry() {
        return registry;
    }
}
