package io.sluice.broker.runtime;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.broker.artemis.delivery.DeliveryEnvironment;
import io.sluice.broker.artemis.plugin.PluginComposition;
import io.sluice.broker.config.BrokerConfiguration;
import io.sluice.broker.config.ConfigurationException;
import io.sluice.broker.config.ConfigurationReader;
import io.sluice.broker.delivery.DeliveryListener;
import io.sluice.broker.fanout.SubscriptionListener;
import io.sluice.broker.fifo.DeduplicationListener;
import io.sluice.broker.fifo.IdMemory;
import io.sluice.broker.metrics.DeliveryMeters;
import io.sluice.broker.metrics.FifoMeters;
import io.sluice.broker.metrics.LeaseMeters;
import io.sluice.broker.metrics.MoveTaskMeters;
import io.sluice.broker.metrics.StreamMeters;
import io.sluice.broker.metrics.SubscriptionMeters;
import io.sluice.broker.redrive.MoveTaskListener;
import io.sluice.broker.redrive.RedriveListener;
import io.sluice.broker.runtime.delivery.Deliveries;
import io.sluice.broker.stream.StreamTrafficListener;
import io.sluice.broker.visibility.VisibilityListener;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the plugin together, in our own process and in any other broker that names it. */
public final class SluiceComposition implements PluginComposition {

    private static final Logger LOGGER = LoggerFactory.getLogger("io.sluice.broker");

    private final ConfigurationReader reader = new ConfigurationReader();
    private final Deliveries deliveries;

    /** As {@link java.util.ServiceLoader} makes it, for a broker that somebody else has started. */
    public SluiceComposition() {
        this(Deliveries.withExtensions(Map.of(), Map.of()));
    }

    SluiceComposition(Deliveries deliveries) {
        this.deliveries = deliveries;
    }

    @Override
    public Configuration read(Path file) {
        try {
            BrokerConfiguration configuration = reader.read(file);
            configuration.warnings().forEach(warning -> LOGGER.warn("{}", warning));
            return new Configuration(
                    configuration.queues(),
                    configuration.topics(),
                    configuration.streams(),
                    configuration.endpoints(),
                    configuration.pushes());
        } catch (ConfigurationException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    @Override
    public String describe(Configuration configuration) {
        return new BrokerConfiguration(
                        configuration.queues(),
                        configuration.topics(),
                        configuration.streams(),
                        configuration.endpoints(),
                        configuration.pushes(),
                        List.of())
                .describe();
    }

    @Override
    public ThreadFactory streamThreads() {
        return work -> {
            Thread thread = new Thread(work, "sluice-stream");
            thread.setDaemon(true);
            return thread;
        };
    }

    @Override
    public InstantSource clock() {
        return InstantSource.system();
    }

    @Override
    public IdMemory ids() {
        return IdMemory.inHeapOf(Runtime.getRuntime().maxMemory());
    }

    @Override
    public DeliveryEnvironment deliveries() {
        return deliveries;
    }

    @Override
    public Listeners listeners(@Nullable MeterRegistry registry) {
        if (registry == null) {
            return new Listeners(
                    new StandstillLog(VisibilityListener.NONE),
                    RedriveListener.NONE,
                    MoveTaskListener.NONE,
                    DeduplicationListener.NONE,
                    SubscriptionListener.NONE,
                    DeliveryListener.NONE,
                    StreamTrafficListener.NONE);
        }
        LeaseMeters meters = new LeaseMeters(registry);
        return new Listeners(
                new StandstillLog(meters),
                meters,
                new MoveTaskMeters(registry),
                new FifoMeters(registry),
                new SubscriptionMeters(registry),
                new DeliveryMeters(registry),
                new StreamMeters(registry));
    }

    /** Names a consumer that stands still, so that an operator can find it. */
    private record StandstillLog(VisibilityListener next) implements VisibilityListener {

        @Override
        public void leasesExpired(String queue, int counted, int uncounted) {
            next.leasesExpired(queue, counted, uncounted);
        }

        @Override
        public void settledLate(String queue, LateOutcome outcome) {
            next.settledLate(queue, outcome);
        }

        @Override
        public void transactionRolledBack(String queue) {
            next.transactionRolledBack(queue);
        }

        @Override
        public void consumerStandsAtCap(String queue, String consumer, int cap) {
            LOGGER.warn(
                    "a consumer of queue {} holds {} messages, its maxInFlightPerConsumer, and settles none while"
                            + " others wait: {}",
                    queue,
                    cap,
                    consumer);
            next.consumerStandsAtCap(queue, consumer, cap);
        }
    }
}
