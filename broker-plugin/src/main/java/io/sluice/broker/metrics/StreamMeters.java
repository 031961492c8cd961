package io.sluice.broker.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.sluice.broker.stream.StreamTrafficListener;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** What goes through streams, as meters. They are read when somebody asks, and cost a record nothing. */
public final class StreamMeters implements StreamTrafficListener {

    private static final String PREFIX = "sluice.stream.";

    private final MeterRegistry registry;
    private final Map<Tags, List<Meter>> meters = new ConcurrentHashMap<>();

    public StreamMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void shardOpened(String stream, String shard, Supplier<ShardCounts> counts) {
        Tags tags = tags(stream, shard);
        forget(tags);
        meters.put(
                tags,
                List.of(
                        counter("records.in", tags, counts, ShardCounts::recordsIn),
                        counter("bytes.in", tags, counts, ShardCounts::bytesIn),
                        counter("puts.throttled", tags, counts, ShardCounts::throttledPuts),
                        counter("reads.throttled", tags, counts, ShardCounts::throttledReads),
                        gauge("bytes.stored", tags, counts, ShardCounts::bytesStored),
                        gauge("oldest.record.millis", tags, counts, ShardCounts::oldestMillis)));
    }

    @Override
    public void shardGone(String stream, String shard) {
        forget(tags(stream, shard));
    }

    @Override
    public void groupOpened(String stream, String group, String shard, Supplier<GroupCounts> lag) {
        Tags tags = tags(stream, shard).and("group", group);
        forget(tags);
        meters.put(
                tags,
                List.of(
                        counter("records.out", tags, lag, GroupCounts::recordsOut),
                        counter("bytes.out", tags, lag, GroupCounts::bytesOut),
                        gauge("lag.records", tags, lag, GroupCounts::recordsBehind),
                        gauge("lag.millis", tags, lag, GroupCounts::millisBehind)));
    }

    @Override
    public void groupGone(String stream, String group, String shard) {
        forget(tags(stream, shard).and("group", group));
    }

    private void forget(Tags tags) {
        List<Meter> ended = meters.remove(tags);
        if (ended != null) {
            ended.forEach(registry::remove);
        }
    }

    private <T> Meter counter(String noun, Tags tags, Supplier<T> source, ToDoubleFunction<T> value) {
        return FunctionCounter.builder(PREFIX + noun, source, supplier -> value.applyAsDouble(supplier.get()))
                .tags(tags)
                .register(registry);
    }

    private <T> Meter gauge(String noun, Tags tags, Supplier<T> source, ToDoubleFunction<T> value) {
        return Gauge.builder(PREFIX + noun, source, supplier -> value.applyAsDouble(supplier.get()))
                .strongReference(true)
                .tags(tags)
                .register(registry);
    }

    private static Tags tags(String stream, String shard) {
        return Tags.of("stream", stream, "shard", shard);
    }
}
