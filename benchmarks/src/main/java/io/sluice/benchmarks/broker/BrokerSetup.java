package io.sluice.benchmarks.broker;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What one measured broker is made of.
 *
 * @param queues the queues it has from the start
 * @param sluiceYaml the text of its {@code sluice.yaml}; empty runs the broker without the plugin
 * @param heapMegabytes the fixed size of its heap
 * @param journalBufferTimeoutNanos 0 keeps the default of Artemis
 */
public record BrokerSetup(
        List<String> queues, Optional<String> sluiceYaml, int heapMegabytes, int journalBufferTimeoutNanos) {

    public BrokerSetup {
        queues = List.copyOf(queues);
    }

    /** A broker with these queues, none of which Sluice knows. */
    public static BrokerSetup plain(List<String> queues, int heapMegabytes) {
        return new BrokerSetup(queues, Optional.empty(), heapMegabytes, 0);
    }

    public BrokerSetup withSluice(String yaml) {
        return new BrokerSetup(queues, Optional.of(yaml), heapMegabytes, journalBufferTimeoutNanos);
    }

    public BrokerSetup withJournalBufferTimeout(int nanos) {
        return new BrokerSetup(queues, sluiceYaml, heapMegabytes, nanos);
    }

    /**
     * The heap is touched before anything is measured: the first use of a page of it costs more than to write a message there, and
     * would fall on whoever makes its messages within the time that is measured, as one that reads a stream does.
     */
    List<String> jvmOptions() {
        return List.of(
                "-Xms" + heapMegabytes + "m",
                "-Xmx" + heapMegabytes + "m",
                "-XX:+UseG1GC",
                "-XX:+AlwaysPreTouch",
                "-Dslf4j.internal.verbosity=WARN",
                "-Dslf4j.provider=org.slf4j.simple.SimpleServiceProvider",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error");
    }

    List<String> brokerOptions() {
        List<String> options = new ArrayList<>();
        queues.forEach(queue -> options.add("--queue=" + queue));
        options.add("--journal-buffer-timeout=" + journalBufferTimeoutNanos);
        return options;
    }
}
