package io.sluice.broker.config;

import io.sluice.broker.config.ConfigurationProblem.Code;
import io.sluice.broker.config.value.Setting;
import io.sluice.broker.fifo.DeduplicationSettings;
import io.sluice.broker.fifo.FifoSettings;
import io.sluice.broker.queue.QueueNameRule;
import io.sluice.broker.queue.QueueSettings;
import io.sluice.broker.redrive.RedrivePolicy;
import io.sluice.broker.visibility.VisibilitySettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/** Reads what stands under {@code queues}. */
final class QueueEntryReader {

    private static final List<String> KEYS_OF_QUEUE = Stream.concat(
                    QueueSettingKeys.OF_QUEUE.stream().map(Setting::key), Stream.of(QueueSettingKeys.REDRIVE_POLICY))
            .toList();
    private static final List<String> KEYS_OF_FIFO_QUEUE = Stream.concat(
                    KEYS_OF_QUEUE.stream(),
                    QueueSettingKeys.OF_FIFO_QUEUE.stream().map(Setting::key))
            .toList();
    private static final List<String> KEYS_OF_REDRIVE_POLICY =
            QueueSettingKeys.OF_REDRIVE_POLICY.stream().map(Setting::key).toList();

    private final Problems problems;

    QueueEntryReader(Problems problems) {
        this.problems = problems;
    }

    List<QueueEntry> read(MappingReader.Entry queues) {
        List<QueueEntry> read = new ArrayList<>();
        MappingReader mapping = MappingReader.of(QueueSettingKeys.QUEUES, queues.value(), problems);
        for (MappingReader.Entry entry : mapping.entries()) {
            String path = mapping.pathOf(entry.key());
            checkName(path, entry);
            if (!entry.key().isEmpty()) {
                read.add(readQueue(path, entry));
            }
        }
        return read;
    }

    private void checkName(String path, MappingReader.Entry entry) {
        QueueNameRule.violationBy(entry.key())
                .ifPresent(violation -> problems.add(entry.line(), Code.INVALID_NAME, path + " " + violation));
    }

    private QueueEntry readQueue(String path, MappingReader.Entry entry) {
        MappingReader mapping = MappingReader.of(path, entry.value(), problems);
        FifoSettings fifo = readFifo(mapping, FifoSettings.isFifo(entry.key()));
        VisibilitySettings visibility = new VisibilitySettings(
                mapping.value(QueueSettingKeys.VISIBILITY_TIMEOUT),
                mapping.value(QueueSettingKeys.MAX_IN_FLIGHT),
                mapping.value(QueueSettingKeys.LEASE_START));
        Optional<MappingReader.Entry> redrive = mapping.entry(QueueSettingKeys.REDRIVE_POLICY);
        Optional<MappingReader> policy = redrive.flatMap(found -> redriveMapping(mapping, found));
        QueueSettings settings = new QueueSettings(
                visibility,
                mapping.value(QueueSettingKeys.DELAY),
                mapping.value(QueueSettingKeys.RETENTION),
                mapping.value(QueueSettingKeys.MAXIMUM_MESSAGE_SIZE),
                policy.flatMap(found -> readPolicy(found, redrive.orElseThrow().line())),
                fifo);
        int deadLetterLine = policy.flatMap(found -> found.entry(QueueSettingKeys.DEAD_LETTER_QUEUE.key()))
                .map(MappingReader.Entry::line)
                .orElse(0);
        return new QueueEntry(entry.key(), settings, deadLetterLine);
    }

    /** Also refuses all keys that this queue cannot have. */
    private FifoSettings readFifo(MappingReader mapping, boolean isFifo) {
        if (!isFifo) {
            QueueSettingKeys.OF_FIFO_QUEUE.stream()
                    .flatMap(setting -> mapping.takeOut(setting.key()).stream())
                    .forEach(entry -> problems.add(
                            entry.line(),
                            Code.KEY_OF_FIFO_QUEUE,
                            mapping.pathOf(entry.key())
                                    + " is a key of FIFO queues; the name of a FIFO queue ends with .fifo"));
            mapping.refuseOtherKeys(KEYS_OF_QUEUE, key -> Optional.empty());
            return FifoSettings.DEFAULT;
        }
        mapping.refuseOtherKeys(KEYS_OF_FIFO_QUEUE, key -> Optional.empty());
        return new FifoSettings(
                mapping.value(QueueSettingKeys.MAX_IN_FLIGHT_PER_GROUP),
                mapping.value(QueueSettingKeys.RETRY_MODE),
                mapping.value(QueueSettingKeys.DEFAULT_MESSAGE_GROUP),
                new DeduplicationSettings(
                        mapping.value(QueueSettingKeys.CONTENT_BASED_DEDUPLICATION),
                        mapping.value(QueueSettingKeys.DEDUPLICATION_SCOPE)));
    }

    private Optional<MappingReader> redriveMapping(MappingReader queue, MappingReader.Entry redrive) {
        String path = queue.pathOf(redrive.key());
        if (!isMapping(redrive)) {
            problems.add(
                    redrive.line(),
                    Code.INVALID_VALUE,
                    path + " must hold the keys " + String.join(" and ", KEYS_OF_REDRIVE_POLICY));
            return Optional.empty();
        }
        return Optional.of(MappingReader.of(path, redrive.value(), problems));
    }

    private static boolean isMapping(MappingReader.Entry entry) {
        return entry.value() instanceof MappingNode;
    }

    /** Without a usable dead-letter queue there is no policy; the problem has been noted then. */
    private static Optional<RedrivePolicy> readPolicy(MappingReader mapping, int line) {
        mapping.refuseOtherKeys(KEYS_OF_REDRIVE_POLICY, key -> Optional.empty());
        String deadLetterQueue = mapping.requiredValue(QueueSettingKeys.DEAD_LETTER_QUEUE, line);
        int maxReceiveCount = mapping.requiredValue(QueueSettingKeys.MAX_RECEIVE_COUNT, line);
        return deadLetterQueue.isEmpty()
                ? Optional.empty()
                : Optional.of(new RedrivePolicy(deadLetterQueue, maxReceiveCount));
    }
}
