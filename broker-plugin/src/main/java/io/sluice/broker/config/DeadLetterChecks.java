package io.sluice.broker.config;

import io.sluice.broker.config.ConfigurationProblem.Code;
import io.sluice.broker.fifo.FifoSettings;
import io.sluice.broker.queue.QueueSettings;
import io.sluice.broker.redrive.DeadLetterLoops;
import io.sluice.broker.redrive.RedrivePolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Checks what no single entry shows: that every dead-letter queue is named in the file and is FIFO if its source is, that
 * none leads back to its source, and that dead letters live as long there as where they come from.
 */
final class DeadLetterChecks {

    private static final int LONGEST_DRAWING = 20;

    private final Problems problems;
    private final Map<String, QueueEntry> entries = new LinkedHashMap<>();

    DeadLetterChecks(Problems problems, List<QueueEntry> entries) {
        this.problems = problems;
        entries.forEach(entry -> this.entries.put(entry.name(), entry));
    }

    void refuseMissingQueues() {
        for (QueueEntry entry : entries.values()) {
            entry.deadLetterQueue()
                    .filter(name -> !entries.containsKey(name))
                    .ifPresent(name -> problems.add(
                            entry.deadLetterLine(),
                            Code.MISSING_DEAD_LETTER_QUEUE,
                            pathOf(entry) + " is " + Problems.shown(name)
                                    + "; missing dead-letter queue: add it under queues"));
        }
    }

    /** As in SQS: what is in order must stay in order, and a message without a group has no place in a FIFO queue. */
    void refuseOtherKind() {
        for (QueueEntry entry : entries.values()) {
            boolean fifo = FifoSettings.isFifo(entry.name());
            entry.deadLetterQueue()
                    .filter(name -> FifoSettings.isFifo(name) != fifo)
                    .ifPresent(name -> problems.add(
                            entry.deadLetterLine(),
                            Code.DEAD_LETTER_QUEUE_OF_OTHER_KIND,
                            pathOf(entry) + " is " + Problems.shown(name)
                                    + (fifo
                                            ? "; the dead-letter queue of a FIFO queue must be a FIFO queue"
                                            : "; only a FIFO queue may have a FIFO queue as its dead-letter queue")));
        }
    }

    void refuseLoops() {
        for (List<String> loop : DeadLetterLoops.among(entries.keySet(), this::policyOf)) {
            QueueEntry first = entries.get(loop.get(0));
            if (first != null) {
                problems.add(
                        first.deadLetterLine(),
                        Code.DEAD_LETTER_LOOP,
                        pathOf(first) + " closes a loop of dead-letter queues: " + drawn(loop)
                                + "; allowed is a chain that ends");
            }
        }
    }

    /** A dead-letter queue must be named, so the policy of an entry of its own is the one that applies to it. */
    private Optional<RedrivePolicy> policyOf(String name) {
        return Optional.ofNullable(entries.get(name)).map(QueueEntry::settings).flatMap(QueueSettings::redrivePolicy);
    }

    List<ConfigurationProblem> shortRetentions() {
        List<ConfigurationProblem> warnings = new ArrayList<>();
        for (QueueEntry source : entries.values()) {
            source.deadLetterQueue()
                    .flatMap(name -> Optional.ofNullable(entries.get(name)))
                    .filter(target -> !FifoSettings.isFifo(target.name()))
                    .filter(target -> retention(target).compareTo(retention(source)) < 0)
                    .ifPresent(target -> warnings.add(shortRetention(source, target)));
        }
        return warnings;
    }

    private ConfigurationProblem shortRetention(QueueEntry source, QueueEntry target) {
        var type = QueueSettingKeys.RETENTION.type();
        return problems.problem(
                source.deadLetterLine(),
                Code.SHORT_DEAD_LETTER_RETENTION,
                "the retention of the dead-letter queue " + target.name() + " is "
                        + type.format(retention(target)) + ", shorter than the "
                        + type.format(retention(source)) + " of " + source.name()
                        + "; a dead letter keeps its age, so it can expire at once");
    }

    private static Duration retention(QueueEntry entry) {
        return entry.settings().retention();
    }

    private static String pathOf(QueueEntry entry) {
        return String.join(
                ".",
                QueueSettingKeys.QUEUES,
                Problems.shown(entry.name()),
                QueueSettingKeys.REDRIVE_POLICY,
                QueueSettingKeys.DEAD_LETTER_QUEUE.key());
    }

    private static String drawn(List<String> loop) {
        List<String> circle = new ArrayList<>(loop.subList(0, Math.min(loop.size(), LONGEST_DRAWING)));
        if (loop.size() > LONGEST_DRAWING) {
            circle.add("(" + (loop.size() - LONGEST_DRAWING) + " more)");
        }
        circle.add(loop.get(0));
        return String.join(" -> ", circle.stream().map(Problems::shown).toList());
    }
}
