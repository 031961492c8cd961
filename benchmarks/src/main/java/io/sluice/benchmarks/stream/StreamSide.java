package io.sluice.benchmarks.stream;

import io.sluice.benchmarks.broker.BrokerProcess;
import io.sluice.benchmarks.measure.PairedRounds;
import io.sluice.benchmarks.measure.Sample;
import io.sluice.benchmarks.measure.Stage;
import io.sluice.benchmarks.report.Figure;
import io.sluice.benchmarks.report.Goal;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The streams of a broker under measurement, and what has to be asked of them. */
final class StreamSide {

    /** Of the measurements of streams. */
    static final String NAME = "streams";

    /** A stream with one shard. */
    static final String ONE = "one";

    /** A stream with sixteen shards. */
    static final String SIXTEEN = "sixteen";

    /** A stream with four shards, which is read. */
    static final String SHARED = "shared";

    /** A group that never reads, by which the records of a stream are counted. */
    static final String COUNTER = "counter";

    private static final int GROUPS = 5;

    private static final Goal GOAL = Goal.atLeast(1);
    private static final int SMOKE_SAMPLES = 2;

    private StreamSide() {}

    /** Whether the run is only to show that the measurement works. */
    static boolean isSmoke(Stage stage) {
        return stage.effort().samples() <= SMOKE_SAMPLES;
    }

    /** Adds the rate of a stream and the broker's CPU time to the report, over those of a plain queue. @return the rate */
    static Figure report(PairedRounds<Sample> rounds, String title, Stage stage) {
        Figure rate = rounds.ratio(NAME, title, "msg/s", Sample::perSecond).against(GOAL);
        stage.report().add(rate);
        stage.report().add(rounds.ratio(NAME, title, "broker CPU µs/msg", Sample::cpuMicrosPerMessage));
        return rate;
    }

    /** A group of the stream that is read. @param number from 0 to 4 */
    static String groupName(int number) {
        return "group" + number;
    }

    /** What the group's consumers receive from. */
    static String destination(int group) {
        return SHARED + "::" + groupName(group);
    }

    static BrokerProcess broker(Stage stage) throws IOException {
        String groups = IntStream.range(0, GROUPS)
                .mapToObj(number -> group(groupName(number)))
                .collect(Collectors.joining());
        return stage.broker(
                List.of(Stage.PLAIN), "streams:\n" + stream(ONE, 1) + stream(SIXTEEN, 16) + stream(SHARED, 4) + groups);
    }

    private static String stream(String name, int shards) {
        return "  " + name + ":\n    shards: " + shards
                + "\n    throughputLimits: false\n    maximumRecordSize: 2MiB\n    consumerGroups:\n" + group(COUNTER);
    }

    private static String group(String name) {
        return "      " + name + ": { startPosition: TRIM_HORIZON }\n";
    }
}
