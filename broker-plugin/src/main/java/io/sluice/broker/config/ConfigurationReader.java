package io.sluice.broker.config;

import io.sluice.broker.delivery.EndpointSettings;
import io.sluice.broker.delivery.EndpointSubscription;
import io.sluice.broker.fanout.TopicCatalog;
import io.sluice.broker.fanout.TopicSettings;
import io.sluice.broker.queue.QueueCatalog;
import io.sluice.broker.queue.QueueNameRule;
import io.sluice.broker.queue.QueueSettings;
import io.sluice.broker.stream.StreamCatalog;
import io.sluice.broker.stream.StreamSettings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Reads {@code sluice.yaml}. A file is taken whole or refused whole, with all its problems at once.
 *
 * <p>Stateless and thread-safe. No file, however hostile, costs more than a bounded multiple of its size, which is
 * bounded too; nothing but a {@link ConfigurationException} is thrown for what a file says.
 */
public final class ConfigurationReader {

    private static final List<String> KEYS_OF_FILE = List.of(
            QueueSettingKeys.QUEUES, TopicSettingKeys.TOPICS, StreamSettingKeys.STREAMS, EndpointSettingKeys.ENDPOINTS);

    /** Reads a file; messages name it as {@code file} does. */
    public BrokerConfiguration read(Path file) throws ConfigurationException {
        String text = SourceText.read(file, new Problems(file.toString()));
        return read(file.toString(), text);
    }

    /**
     * Reads a text.
     *
     * @param name what messages call it
     * @param text YAML; an empty one names nothing
     */
    public BrokerConfiguration read(String name, String text) throws ConfigurationException {
        Problems problems = new Problems(name);
        Optional<Node> root = YamlDocument.compose(text, problems);
        Optional<MappingReader> file = root.map(node -> fileOf(node, problems));
        List<QueueEntry> entries = file.flatMap(found -> found.entry(QueueSettingKeys.QUEUES))
                .map(queues -> new QueueEntryReader(problems).read(queues))
                .orElse(List.of());
        QueueCatalog queues = catalogOf(entries);
        List<TopicEntry> topics = file.flatMap(found -> found.entry(TopicSettingKeys.TOPICS))
                .map(found -> new TopicEntryReader(problems, queues).read(found))
                .orElse(List.of());
        List<StreamEntry> streams = file.flatMap(found -> found.entry(StreamSettingKeys.STREAMS))
                .map(found -> new StreamEntryReader(problems, queues, namesOf(topics)).read(found))
                .orElse(List.of());
        EndpointSettings endpoints = file.flatMap(found -> found.entry(EndpointSettingKeys.ENDPOINTS))
                .map(found -> new EndpointsReader(problems).read(found))
                .orElse(EndpointSettings.DEFAULT);
        DeadLetterChecks deadLetters = new DeadLetterChecks(problems, entries);
        deadLetters.refuseMissingQueues();
        deadLetters.refuseOtherKind();
        deadLetters.refuseLoops();
        problems.refuseFile();
        List<EndpointSubscription> pushes =
                topics.stream().flatMap(topic -> topic.pushes().stream()).toList();
        return new BrokerConfiguration(
                queues, topicsOf(topics), streamsOf(streams), endpoints, pushes, deadLetters.shortRetentions());
    }

    private static MappingReader fileOf(Node root, Problems problems) {
        MappingReader file = MappingReader.of("", root, problems);
        file.refuseOtherKeys(KEYS_OF_FILE, key -> Optional.empty());
        return file;
    }

    /** Without entries whose names are problems already. */
    private static QueueCatalog catalogOf(List<QueueEntry> entries) {
        Map<String, QueueSettings> settings = new LinkedHashMap<>();
        entries.stream()
                .filter(entry -> QueueNameRule.violationBy(entry.name()).isEmpty())
                .forEach(entry -> settings.put(entry.name(), entry.settings()));
        return QueueCatalog.of(settings);
    }

    private static Set<String> namesOf(List<TopicEntry> topics) {
        return topics.stream().map(TopicEntry::name).collect(Collectors.toSet());
    }

    private static StreamCatalog streamsOf(List<StreamEntry> entries) {
        Map<String, StreamSettings> settings = new LinkedHashMap<>();
        entries.forEach(entry -> settings.put(entry.name(), entry.settings()));
        return new StreamCatalog(settings);
    }

    private static TopicCatalog topicsOf(List<TopicEntry> entries) {
        Map<String, TopicSettings> settings = new LinkedHashMap<>();
        entries.forEach(entry -> settings.put(entry.name(), entry.settings()));
        return new TopicCatalog(settings);
    }
}
