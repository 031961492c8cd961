package io.sluice.broker.config;

import io.sluice.broker.config.ConfigurationProblem.Code;
import io.sluice.broker.config.value.Setting;
import io.sluice.broker.fanout.SubscriptionSettings;
import io.sluice.broker.fanout.TopicNameRule;
import io.sluice.broker.fanout.TopicSettings;
import io.sluice.broker.queue.QueueCatalog;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads what stands under {@code topics}. */
final class TopicEntryReader {

    private static final List<String> KEYS_OF_TOPIC = List.of(TopicSettingKeys.SUBSCRIPTIONS);
    private static final List<String> KEYS_OF_FIFO_TOPIC = Stream.concat(
                    KEYS_OF_TOPIC.stream(),
                    TopicSettingKeys.OF_FIFO_TOPIC.stream().map(Setting::key))
            .toList();

    private final Problems problems;
    private final QueueCatalog queues;

    /** @param queues the queues of the file */
    TopicEntryReader(Problems problems, QueueCatalog queues) {
        this.problems = problems;
        this.queues = queues;
    }

    List<TopicEntry> read(MappingReader.Entry topics) {
        List<TopicEntry> read = new ArrayList<>();
        MappingReader mapping = MappingReader.of(TopicSettingKeys.TOPICS, topics.value(), problems);
        for (MappingReader.Entry entry : mapping.entries()) {
            String path = mapping.pathOf(entry.key());
            TopicNameRule.violationBy(entry.key())
                    .ifPresent(violation -> problems.add(entry.line(), Code.INVALID_NAME, path + " " + violation));
            read.add(readTopic(path, entry));
        }
        refuseNamesOfQueues(read);
        return read;
    }

    /** One name is one address: what is sent to the queue would be published as well. */
    private void refuseNamesOfQueues(List<TopicEntry> topics) {
        for (TopicEntry topic : topics) {
            boolean isQueue = queues.namedQueues().containsKey(topic.name())
                    || topics.stream()
                            .flatMap(other -> other.settings().subscriptions().values().stream())
                            .flatMap(subscription -> Stream.of(subscription.queue(), subscription.deadLetterQueue()))
                            .anyMatch(
                                    queue -> queue.filter(topic.name()::equals).isPresent());
            if (isQueue) {
                problems.add(
                        topic.line(),
                        Code.INVALID_NAME,
                        TopicSettingKeys.TOPICS + "." + Problems.shown(topic.name())
                                + " is the name of a queue of this file, too; a topic needs a name of its own");
            }
        }
    }

    private TopicEntry readTopic(String path, MappingReader.Entry entry) {
        MappingReader mapping = MappingReader.of(path, entry.value(), problems);
        boolean isFifo = TopicNameRule.isFifo(entry.key());
        if (!isFifo) {
            TopicSettingKeys.OF_FIFO_TOPIC.stream()
                    .flatMap(setting -> mapping.takeOut(setting.key()).stream())
                    .forEach(key -> problems.add(
                            key.line(),
                            Code.KEY_OF_FIFO_TOPIC,
                            mapping.pathOf(key.key())
                                    + " is a key of FIFO topics; the name of a FIFO topic ends with .fifo"));
        }
        mapping.refuseOtherKeys(isFifo ? KEYS_OF_FIFO_TOPIC : KEYS_OF_TOPIC, key -> Optional.empty());
        Map<String, SubscriptionEntry> subscriptions = mapping.entry(TopicSettingKeys.SUBSCRIPTIONS)
                .map(found -> readSubscriptions(mapping.pathOf(found.key()), entry.key(), found))
                .orElse(Map.of());
        Map<String, SubscriptionSettings> settings = new LinkedHashMap<>();
        subscriptions.forEach((name, subscription) -> settings.put(name, subscription.settings()));
        return new TopicEntry(
                entry.key(),
                entry.line(),
                new TopicSettings(
                        settings,
                        mapping.value(TopicSettingKeys.CONTENT_BASED_DEDUPLICATION),
                        mapping.value(TopicSettingKeys.DEDUPLICATION_SCOPE)),
                subscriptions.values().stream()
                        .flatMap(subscription -> subscription.push().stream())
                        .toList());
    }

    private Map<String, SubscriptionEntry> readSubscriptions(
            String path, String topic, MappingReader.Entry subscriptions) {
        Map<String, SubscriptionEntry> read = new LinkedHashMap<>();
        MappingReader mapping = MappingReader.of(path, subscriptions.value(), problems);
        SubscriptionReader reader = new SubscriptionReader(topic, queues, problems);
        for (MappingReader.Entry entry : mapping.entries()) {
            String pathOfEntry = mapping.pathOf(entry.key());
            TopicNameRule.violationBySubscription(entry.key())
                    .ifPresent(
                            violation -> problems.add(entry.line(), Code.INVALID_NAME, pathOfEntry + " " + violation));
            read.put(entry.key(), reader.read(pathOfEntry, entry));
        }
        return read;
    }
}
