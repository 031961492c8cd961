package io.sluice.broker.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.sluice.broker.fanout.SubscriptionListener;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** What the subscriptions of topics do with messages, as meters. They are read when somebody asks, and cost a message nothing. */
public final class SubscriptionMeters implements SubscriptionListener {

    private static final String PREFIX = "sluice.subscription.";
    private static final String FILTERED = "filtered";
    private static final String REASON = "reason";

    private final MeterRegistry registry;
    private final Map<Tags, List<Meter>> meters = new ConcurrentHashMap<>();

    public SubscriptionMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void subscribed(String topic, String subscription, Supplier<Counts> counts) {
        Tags tags = tags(topic, subscription);
        unsubscribed(topic, subscription);
        meters.put(
                tags,
                List.of(
                        meter("published", tags, counts, Counts::published),
                        meter("matched", tags, counts, Counts::matched),
                        meter(FILTERED, tags.and(REASON, "attribute"), counts, Counts::filteredByAttribute),
                        meter(FILTERED, tags.and(REASON, "invalidAttribute"), counts, Counts::invalidAttribute),
                        meter(FILTERED, tags.and(REASON, "body"), counts, Counts::filteredByBody),
                        meter(FILTERED, tags.and(REASON, "invalidBody"), counts, Counts::invalidBody),
                        meter("delivered", tags, counts, Counts::delivered),
                        meter("failed", tags, counts, Counts::failed),
                        meter("dead.lettered", tags, counts, Counts::deadLettered)));
    }

    @Override
    public void unsubscribed(String topic, String subscription) {
        List<Meter> ended = meters.remove(tags(topic, subscription));
        if (ended != null) {
            ended.forEach(registry::remove);
        }
    }

    private Meter meter(String noun, Tags tags, Supplier<Counts> counts, ToDoubleFunction<Counts> count) {
        return FunctionCounter.builder(PREFIX + noun, counts, supplier -> count.applyAsDouble(supplier.get()))
                .tags(tags)
                .register(registry);
    }

    private static Tags tags(String topic, String subscription) {
        return Tags.of("topic", topic, "subscription", subscription);
    }
}
