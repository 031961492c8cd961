package io.sluice.benchmarks.stream;

import io.sluice.benchmarks.broker.BrokerProcess;
import io.sluice.benchmarks.measure.Stage;
import java.io.IOException;
import java.util.List;

/** The streams of a broker under measurement, and what has to be asked of them. */
final class StreamSide {

    /** A stream with one shard. */
    static final String ONE = "one";

    /** A stream with sixteen shards. */
    static final String SIXTEEN = "sixteen";

    /** A group that never reads, by which the records of a stream are counted. */
    static final String COUNTER = "counter";

    private StreamSide() {}

    static BrokerProcess broker(Stage stage) throws IOException {
        StringBuilder yaml = new StringBuilder("streams:\n");
        yaml.append(stream(ONE, 1)).append(stream(SIXTEEN, 16));
        return stage.broker(List.of(Stage.PLAIN), yaml.toString());
    }

    private static String stream(String name, int shards) {
        StringBuilder yaml = new StringBuilder("  " + name + ":\n    shards: " + shards + "\n");
        yaml.append("    throughputLimits: false\n    maximumRecordSize: 2MiB\n    consumerGroups:\n");
        yaml.append("      " + COUNTER + ": { startPosition: TRIM_HORIZON }\n");
        return yaml.toString();
    }
}
