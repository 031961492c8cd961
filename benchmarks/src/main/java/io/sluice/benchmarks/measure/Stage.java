package io.sluice.benchmarks.measure;

import io.sluice.benchmarks.broker.BrokerProcess;
import io.sluice.benchmarks.broker.BrokerSetup;
import io.sluice.benchmarks.report.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What every measurement is given.
 *
 * @param data where the brokers keep their journals: the disk under measurement
 * @param selfCheck the broker runs without the plugin, so both sides are plain queues and every ratio should be 1
 * @param only what the description of a piece of work must contain to be done
 */
public record Stage(Path data, Effort effort, boolean selfCheck, Pattern only, Progress progress, Report report) {
    /** The queue that {@code sluice.yaml} names; as long as the other name, so that messages are of one size. */
    public static final String LEASED = "lease";
    /** The queue that Sluice does not know. */
    public static final String PLAIN = "plain";

    static final int HEAP_MEGABYTES = 3_072;

    private static final List<String> QUEUES = List.of(PLAIN, LEASED);

    /** A broker with a plain queue and one with these settings, a line each, such as {@code visibilityTimeout: 30s}. */
    BrokerProcess broker(String... settings) throws IOException {
        return broker(HEAP_MEGABYTES, settings);
    }

    /** A broker with these queues and this {@code sluice.yaml}. */
    public BrokerProcess broker(List<String> queues, String yaml) throws IOException {
        BrokerSetup setup = BrokerSetup.plain(queues, HEAP_MEGABYTES);
        return BrokerProcess.start(selfCheck ? setup : setup.withSluice(yaml), data);
    }

    /** Whether a piece of work was asked for. */
    public boolean wants(Object work) {
        return only.matcher(work.toString()).find();
    }

    BrokerProcess broker(int heapMegabytes, String... settings) throws IOException {
        return start(BrokerSetup.plain(QUEUES, heapMegabytes), settings);
    }

    BrokerProcess brokerWithJournalBufferTimeout(int nanos, String... settings) throws IOException {
        return start(BrokerSetup.plain(QUEUES, HEAP_MEGABYTES).withJournalBufferTimeout(nanos), settings);
    }

    private BrokerProcess start(BrokerSetup setup, String... settings) throws IOException {
        if (selfCheck) {
            return BrokerProcess.start(setup, data);
        }
        var yaml = new StringBuilder("queues:\n  " + LEASED + ":\n");
        for (String setting : settings) {
            yaml.append("    ").append(setting).append('\n');
        }
        return BrokerProcess.start(setup.withSluice(yaml.toString()), data);
    }
}
