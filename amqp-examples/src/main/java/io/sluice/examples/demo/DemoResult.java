package io.sluice.examples.demo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Everything the demo found out, as it is printed. The names are those of the JSON output. */
record DemoResult(
        Counts counts, List<WorkerLine> workers, Map<String, Long> deadLetters, List<Check> checks, double seconds) {

    List<Check> failedChecks() {
        return checks.stream().filter(check -> !check.holds()).toList();
    }

    /**
     * Orders and messages.
     *
     * @param lines of the order file
     * @param refused lines, by the front end
     * @param sent messages
     * @param stored orders
     * @param storedAfterRedelivery those that had been received before, by the same worker or another
     * @param repeats deliveries of orders that were already stored
     * @param failedReceives receives that ended in an error
     * @param deadLetters messages in the dead-letter queue
     * @param leftInQueue messages still waiting
     */
    record Counts(
            int lines,
            int refused,
            int sent,
            int stored,
            int storedAfterRedelivery,
            int repeats,
            int failedReceives,
            int deadLetters,
            int leftInQueue) {

        /** As the table shows them. */
        Map<String, Long> inWords() {
            Map<String, Long> words = new LinkedHashMap<>();
            words.put("lines in the order file", (long) lines);
            words.put("refused by the front end", (long) refused);
            words.put("sent", (long) sent);
            words.put("stored", (long) stored);
            words.put("stored after a redelivery", (long) storedAfterRedelivery);
            words.put("received again when already stored, and left alone", (long) repeats);
            words.put("receives that failed", (long) failedReceives);
            words.put("dead letters", (long) deadLetters);
            words.put("left in the queue", (long) leftInQueue);
            return words;
        }
    }

    /** What one worker was, did and went through. */
    record WorkerLine(String worker, String client, String fate, int stored, int redelivered, int failed) {}
}
