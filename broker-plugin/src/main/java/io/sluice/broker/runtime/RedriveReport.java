package io.sluice.broker.runtime;

import io.sluice.broker.artemis.client.ControlAnswer;
import io.sluice.broker.artemis.client.ControlException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What {@code sluice redrive} prints: results on standard output, progress and errors on standard error. */
final class RedriveReport {

    private static final int BAR = 30;

    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean isJson;
    private final boolean isTerminal = System.console() != null;
    private long shownMoved = -1;

    RedriveReport(PrintWriter out, PrintWriter err, boolean isJson) {
        this.out = out;
        this.err = err;
        this.isJson = isJson;
    }

    /** An answer of the broker; a refusal goes to standard error. */
    void show(ControlAnswer answer) {
        if (!answer.isOk()) {
            err.println(isJson ? answer.json() : answer.status() + ": " + answer.text("message"));
        } else if (isJson) {
            out.println(answer.json());
        } else if (answer.body().get("results") instanceof List<?> tasks) {
            out.println(tasks.isEmpty() ? "There was no task for this queue." : tasks.size() + " tasks, newest first");
            tasks.forEach(task -> out.println(line((Map<?, ?>) task)));
        } else if (answer.body().containsKey("taskHandle")) {
            out.println("task " + answer.text("taskHandle"));
        } else {
            out.println("The task ends. Moved so far: " + answer.text("approximateNumberOfMessagesMoved"));
        }
        flush();
    }

    void failed(ControlException e) {
        err.println(e.getMessage());
        flush();
    }

    /** How far a running task is: a bar that is drawn again and again on a terminal, else a line when it has changed. */
    void progress(Map<?, ?> task) {
        long moved = number(task, "approximateNumberOfMessagesMoved");
        if (isTerminal) {
            err.print("\r" + bar(moved, number(task, "approximateNumberOfMessagesToMove")) + " " + rate(task, moved));
        } else if (moved != shownMoved) {
            err.println("moved " + moved + " of " + number(task, "approximateNumberOfMessagesToMove") + ", "
                    + rate(task, moved));
        }
        shownMoved = moved;
        flush();
    }

    /** How a task ended. */
    void ended(Map<?, ?> task) {
        if (isTerminal && shownMoved >= 0) {
            err.println();
        }
        if (isJson) {
            out.println(json(task));
        } else {
            out.println(line(task));
            counts(task, "destinations", isDryRun(task) ? "would move to" : "moved to");
            counts(task, "staying", "stay, reason");
        }
        flush();
    }

    private void counts(Map<?, ?> task, String name, String verb) {
        if (task.get(name) instanceof Map<?, ?> counts) {
            counts.forEach((key, count) -> out.println("  " + count + " " + verb + " " + key));
        }
    }

    private static String line(Map<?, ?> task) {
        StringBuilder line = new StringBuilder(String.valueOf(task.get("status")));
        if (isDryRun(task)) {
            line.append(" (dry run)");
        }
        line.append(", moved ").append(number(task, "approximateNumberOfMessagesMoved"));
        line.append(" of ").append(number(task, "approximateNumberOfMessagesToMove"));
        line.append(", started ").append(Instant.ofEpochMilli(number(task, "startedTimestamp")));
        line.append(" by ").append(task.get("startedBy"));
        append(line, task, "destination", ", to ");
        append(line, task, "filter", ", filter ");
        append(line, task, "maxNumberOfMessagesPerSecond", ", rate ");
        append(line, task, "failureReason", ", because of ");
        append(line, task, "taskHandle", ", task ");
        return line.toString();
    }

    private static void append(StringBuilder line, Map<?, ?> task, String name, String before) {
        if (task.containsKey(name)) {
            line.append(before).append(task.get(name));
        }
    }

    static String bar(long done, long all) {
        int filled = all == 0 ? BAR : (int) Math.min(BAR, done * BAR / all);
        return "[" + "#".repeat(filled) + ".".repeat(BAR - filled) + "] " + done + "/" + all;
    }

    private static String rate(Map<?, ?> task, long moved) {
        Instant started = Instant.ofEpochMilli(number(task, "startedTimestamp"));
        double seconds = Math.max(1, Duration.between(started, Instant.now()).toMillis()) / 1000.0;
        return String.format(Locale.ROOT, "%.0f/s", moved / seconds);
    }

    private static boolean isDryRun(Map<?, ?> task) {
        return Boolean.TRUE.equals(task.get("dryRun"));
    }

    private static long number(Map<?, ?> task, String name) {
        return task.get(name) instanceof Long value ? value : 0;
    }

    private static String json(Map<?, ?> members) {
        StringBuilder json = new StringBuilder();
        members.forEach((key, value) -> json.append(json.isEmpty() ? "" : ",")
                .append(quoted(key))
                .append(':')
                .append(value instanceof Map<?, ?> inner ? json(inner) : scalar(value)));
        return "{" + json + "}";
    }

    private static String scalar(Object value) {
        return value instanceof String ? quoted(value) : String.valueOf(value);
    }

    private static String quoted(Object text) {
        return '"'
                + String.valueOf(text)
                        .replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("\n", "\\n")
                        .replace("\r", "\\r")
                        .replace("\t", "\\t")
                + '"';
    }

    private void flush() {
        out.flush();
        err.flush();
    }
}
