package io.sluice.broker.runtime.stream;

import io.sluice.broker.artemis.client.ControlAnswer;
import io.sluice.broker.artemis.client.ControlConnection;
import io.sluice.broker.artemis.client.ControlException;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code sluice stream retention}. */
@Command(name = "retention", description = "Says how long a stream keeps its records.")
final class RetentionCommand extends StreamRequestCommand {

    @Parameters(index = "0", paramLabel = "STREAM", description = "The stream.")
    private String stream = "";

    @Parameters(index = "1", paramLabel = "HOURS", description = "24 to 8760.")
    private long hours;

    @Override
    int run(ControlConnection broker, Screen screen) throws ControlException {
        Optional<ControlAnswer> answer = ask(broker, screen, "DescribeStreamSummary", Map.of("StreamName", stream));
        if (answer.isEmpty()) {
            return FAILED;
        }
        String now = Members.of(answer.get().body())
                .object("StreamDescriptionSummary")
                .text("RetentionPeriodHours");
        boolean isLonger = Long.parseLong(now) < hours;
        String action = (isLonger ? "Increase" : "Decrease") + "StreamRetentionPeriod";
        Map<String, Object> fields = Map.of("StreamName", stream, "RetentionPeriodHours", hours);
        return change(broker, screen, action, fields, stream + " keeps records for " + hours + " h");
    }
}
