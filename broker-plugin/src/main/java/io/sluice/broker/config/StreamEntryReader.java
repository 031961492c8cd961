package io.sluice.broker.config;

import io.sluice.broker.config.ConfigurationProblem.Code;
import io.sluice.broker.config.value.Setting;
import io.sluice.broker.queue.QueueCatalog;
import io.sluice.broker.queue.QueueNameRule;
import io.sluice.broker.stream.CapacityMode;
import io.sluice.broker.stream.ConsumerGroupSettings;
import io.sluice.broker.stream.DeadLetterPolicy;
import io.sluice.broker.stream.StreamSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads what stands under {@code streams}. */
final class StreamEntryReader {

    private static final List<String> KEYS_OF_STREAM = Stream.concat(
                    StreamSettingKeys.OF_STREAM.stream().map(Setting::key),
                    Stream.of(StreamSettingKeys.CONSUMER_GROUPS))
            .toList();
    private static final List<String> KEYS_OF_GROUP = Stream.concat(
                    StreamSettingKeys.OF_GROUP.stream().map(Setting::key), Stream.of(StreamSettingKeys.REDRIVE_POLICY))
            .toList();
    private static final List<String> KEYS_OF_REDRIVE_POLICY =
            QueueSettingKeys.OF_REDRIVE_POLICY.stream().map(Setting::key).toList();

    private final Problems problems;
    private final QueueCatalog queues;
    private final Set<String> topics;

    /**
     * @param queues the queues of the file
     * @param topics the names of its topics
     */
    StreamEntryReader(Problems problems, QueueCatalog queues, Set<String> topics) {
        this.problems = problems;
        this.queues = queues;
        this.topics = topics;
    }

    List<StreamEntry> read(MappingReader.Entry streams) {
        List<StreamEntry> read = new ArrayList<>();
        MappingReader mapping = MappingReader.of(StreamSettingKeys.STREAMS, streams.value(), problems);
        for (MappingReader.Entry entry : mapping.entries()) {
            String path = mapping.pathOf(entry.key());
            violationBy(entry.key())
                    .ifPresent(violation -> problems.add(entry.line(), Code.INVALID_NAME, path + " " + violation));
            read.add(new StreamEntry(entry.key(), entry.line(), readStream(path, entry)));
        }
        return read;
    }

    private Optional<String> violationBy(String name) {
        if (!StreamSettings.isStreamName(name)) {
            return Optional.of("is no name of a stream; allowed are 1 to 128 letters and digits of ASCII, '.', '_' and"
                    + " '-', with a letter or digit among them");
        }
        if (QueueNameRule.isReserved(name)) {
            return Optional.of("begins with a prefix that the broker keeps for itself: sluice. or activemq. or $");
        }
        if (queues.namedQueues().containsKey(name)) {
            return Optional.of("is the name of a queue of this file, too; a stream needs a name of its own");
        }
        return topics.contains(name)
                ? Optional.of("is the name of a topic of this file, too; a stream needs a name of its own")
                : Optional.empty();
    }

    private StreamSettings readStream(String path, MappingReader.Entry entry) {
        MappingReader mapping = MappingReader.of(path, entry.value(), problems);
        mapping.refuseOtherKeys(KEYS_OF_STREAM, key -> Optional.empty());
        CapacityMode mode = mapping.value(StreamSettingKeys.CAPACITY_MODE);
        Optional<MappingReader.Entry> shards = mapping.entry(StreamSettingKeys.SHARDS.key());
        int count = mapping.value(StreamSettingKeys.SHARDS);
        return new StreamSettings(
                mode,
                mode == CapacityMode.ON_DEMAND && shards.isEmpty() ? StreamSettings.ON_DEMAND_SHARDS : count,
                mapping.value(StreamSettingKeys.RETENTION),
                mapping.value(StreamSettingKeys.RETENTION_SIZE),
                mapping.value(StreamSettingKeys.MAXIMUM_RECORD_SIZE),
                mapping.value(StreamSettingKeys.THROUGHPUT_LIMITS),
                mapping.entry(StreamSettingKeys.CONSUMER_GROUPS)
                        .map(found -> readGroups(mapping.pathOf(found.key()), found))
                        .orElse(Map.of()));
    }

    private Map<String, ConsumerGroupSettings> readGroups(String path, MappingReader.Entry groups) {
        Map<String, ConsumerGroupSettings> read = new LinkedHashMap<>();
        MappingReader mapping = MappingReader.of(path, groups.value(), problems);
        for (MappingReader.Entry entry : mapping.entries()) {
            String pathOfEntry = mapping.pathOf(entry.key());
            if (ConsumerGroupSettings.isGroupName(entry.key())) {
                read.put(entry.key(), readGroup(pathOfEntry, entry));
            } else {
                problems.add(
                        entry.line(),
                        Code.INVALID_NAME,
                        pathOfEntry + " is no name of a consumer group; allowed are 1 to 128 letters and digits of"
                                + " ASCII, '.', '_' and '-', and no name that begins with shardId-");
            }
        }
        return read;
    }

    private ConsumerGroupSettings readGroup(String path, MappingReader.Entry entry) {
        MappingReader mapping = MappingReader.of(path, entry.value(), problems);
        mapping.refuseOtherKeys(KEYS_OF_GROUP, key -> Optional.empty());
        return new ConsumerGroupSettings(
                mapping.value(StreamSettingKeys.START_POSITION),
                mapping.value(StreamSettingKeys.VISIBILITY_TIMEOUT),
                mapping.entry(StreamSettingKeys.REDRIVE_POLICY)
                        .flatMap(found -> readPolicy(mapping.pathOf(found.key()), found)));
    }

    private Optional<DeadLetterPolicy> readPolicy(String path, MappingReader.Entry entry) {
        MappingReader mapping = MappingReader.of(path, entry.value(), problems);
        mapping.refuseOtherKeys(KEYS_OF_REDRIVE_POLICY, key -> Optional.empty());
        String queue = mapping.requiredValue(QueueSettingKeys.DEAD_LETTER_QUEUE, entry.line());
        int count = mapping.requiredValue(QueueSettingKeys.MAX_RECEIVE_COUNT, entry.line());
        if (!queue.isEmpty() && !queues.namedQueues().containsKey(queue)) {
            problems.add(
                    entry.line(),
                    Code.MISSING_DEAD_LETTER_QUEUE,
                    path + "." + QueueSettingKeys.DEAD_LETTER_QUEUE.key() + " is " + Problems.shown(queue)
                            + "; missing dead-letter queue: add it under queues");
            return Optional.empty();
        }
        return queue.isEmpty() ? Optional.empty() : Optional.of(new DeadLetterPolicy(queue, count));
    }
}
