package io.sluice.benchmarks;

import io.sluice.benchmarks.fifo.BlockedGroup;
import io.sluice.benchmarks.fifo.DeduplicatingSend;
import io.sluice.benchmarks.fifo.GroupMemory;
import io.sluice.benchmarks.fifo.GroupThroughput;
import io.sluice.benchmarks.filter.FilterCost;
import io.sluice.benchmarks.measure.ExpiryBurst;
import io.sluice.benchmarks.measure.FanOut;
import io.sluice.benchmarks.measure.FanOutGrowth;
import io.sluice.benchmarks.measure.JournalTiming;
import io.sluice.benchmarks.measure.Latency;
import io.sluice.benchmarks.measure.Lateness;
import io.sluice.benchmarks.measure.LeaseMemory;
import io.sluice.benchmarks.measure.Measurement;
import io.sluice.benchmarks.measure.PolicyChange;
import io.sluice.benchmarks.measure.SegmentFiles;
import io.sluice.benchmarks.measure.StaleCopies;
import io.sluice.benchmarks.measure.Throughput;
import io.sluice.benchmarks.stream.StreamLatency;
import io.sluice.benchmarks.stream.StreamPuts;
import io.sluice.benchmarks.stream.StreamReads;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What can be named on the command line: one measurement, or a group of them. */
enum Subject {
    THROUGHPUT(new Throughput()),
    LATENCY(new Latency()),
    MEMORY(new LeaseMemory()),
    LATENESS(new Lateness()),
    EXPIRY(new ExpiryBurst()),
    JOURNAL(new JournalTiming()),
    STALE(new StaleCopies()),
    /** Whatever the order of a FIFO queue and its memory of duplicates may cost. */
    FIFO(new GroupThroughput(), new BlockedGroup(), new DeduplicatingSend(), new GroupMemory()),
    FILTER(new FilterCost()),
    FANOUT(new FanOut()),
    GROWTH(new FanOutGrowth()),
    POLICIES(new PolicyChange()),
    SEGMENTS(new SegmentFiles()),
    /** Putting into streams and reading them. */
    STREAMS(new StreamPuts(), new StreamReads(), new StreamLatency()),
    /** Whatever a visibility timeout may cost. */
    VISIBILITY(THROUGHPUT, LATENCY, MEMORY, LATENESS, EXPIRY),
    ALL(VISIBILITY, FIFO, JOURNAL, STALE, FILTER, FANOUT, GROWTH, POLICIES, SEGMENTS, STREAMS);

    private final List<Measurement> measurements;

    Subject(Measurement... measurements) {
        this.measurements = List.of(measurements);
    }

    Subject(Subject... parts) {
        this.measurements =
                Stream.of(parts).flatMap(part -> part.measurements.stream()).toList();
    }

    List<Measurement> measurements() {
        return measurements;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
