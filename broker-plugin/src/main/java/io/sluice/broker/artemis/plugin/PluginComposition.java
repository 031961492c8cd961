package io.sluice.broker.artemis.plugin;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.broker.artemis.delivery.DeliveryEnvironment;
import io.sluice.broker.delivery.DeliveryListener;
import io.sluice.broker.delivery.EndpointSettings;
import io.sluice.broker.delivery.EndpointSubscription;
import io.sluice.broker.fanout.SubscriptionListener;
import io.sluice.broker.fanout.TopicCatalog;
import io.sluice.broker.fifo.DeduplicationListener;
import io.sluice.broker.fifo.IdMemory;
import io.sluice.broker.queue.QueueCatalog;
import io.sluice.broker.redrive.MoveTaskListener;
import io.sluice.broker.redrive.RedriveListener;
import io.sluice.broker.stream.StreamCatalog;
import io.sluice.broker.stream.StreamTrafficListener;
import io.sluice.broker.visibility.VisibilityListener;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * What the plugin needs from the outside; found by {@link ServiceLoader}, so that a plugin that {@code broker.xml} names is
 * put together in the same way as one that {@code bin/sluice run} starts.
 */
public interface PluginComposition {

    /**
     * Reads the configuration.
     *
     * @throws RuntimeException if the file is missing or wrong; its message is a paragraph for the operator
     */
    Configuration read(Path file);

    /** What deliveries to endpoints need; the same for each start. */
    DeliveryEnvironment deliveries();

    /** Makes the threads of streams; they do not keep the process alive. */
    ThreadFactory streamThreads();

    /** The time of day, as records of streams are stamped with it and kept by it; it may be set back. */
    InstantSource clock();

    /** What FIFO queues and topics may remember of deduplication ids; a new one for each start. */
    IdMemory ids();

    /** Says in one paragraph what is in force. */
    String describe(Configuration configuration);

    /**
     * Listeners that observe a broker; called once per start, before the first message.
     *
     * @param registry where the broker keeps its meters; null if it keeps none
     */
    Listeners listeners(@Nullable MeterRegistry registry);

    /** Who observes a broker. */
    record Listeners(
            VisibilityListener visibility,
            RedriveListener redrive,
            MoveTaskListener moveTasks,
            DeduplicationListener deduplication,
            SubscriptionListener subscriptions,
            DeliveryListener deliveries,
            StreamTrafficListener streams) {}

    /**
     * What {@code sluice.yaml} says.
     *
     * @param endpoints what holds for all endpoints of subscriptions
     * @param pushes the subscriptions whose messages are pushed to endpoints
     */
    record Configuration(
            QueueCatalog queues,
            TopicCatalog topics,
            StreamCatalog streams,
            EndpointSettings endpoints,
            List<EndpointSubscription> pushes) {}

    /** The composition on the class path. */
    static PluginComposition onClassPath() {
        return ServiceLoader.load(PluginComposition.class, PluginComposition.class.getClassLoader())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "the Sluice jar is incomplete: no service " + PluginComposition.class.getName()));
    }
}
