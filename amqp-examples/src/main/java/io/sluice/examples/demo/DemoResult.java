package io.sluice.examples.demo;

import java.util.List;
import java.util.Map;

/** Everything the demo found out, as it is printed. The names are those of the JSON output. */
record DemoResult(
        Map<String, Long> counts,
        List<WorkerLine> workers,
        Map<String, Long> deadLetters,
        List<Check> checks,
        double seconds) {

    List<Check> failedChecks() {
        return checks.stream().filter(check -> !check.holds()).toList();
    }

    /** What one worker was, did and went through. */
    record WorkerLine(String worker, String client, int stored, int redelivered, int failed) {}
}
