package io.sluice.broker.config;

import io.sluice.broker.queue.QueueCatalog;
import io.sluice.broker.queue.QueueSettings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Reads {@code sluice.yaml}. A file is taken whole or refused whole, with all its problems at once.
 *
 * <p>Stateless and thread-safe. No file, however hostile, costs more than a bounded multiple of its size, which is
 * bounded too; nothing but a {@link ConfigurationException} is thrown for what a file says.
 */
public final class ConfigurationReader {

    private static final List<String> KEYS_OF_FILE = List.of(QueueSettingKeys.QUEUES);

    /** Reads a file; messages name it as {@code file} does. */
    public BrokerConfiguration read(Path file) throws ConfigurationException {
        String text = SourceText.read(file, new Problems(file.toString()));
        return read(file.toString(), text);
    }

    /**
     * Reads a text.
     *
     * @param name what messages call it
     * @param text YAML; an empty one names no queue
     */
    public BrokerConfiguration read(String name, String text) throws ConfigurationException {
        Problems problems = new Problems(name);
        Optional<Node> root = YamlDocument.compose(text, problems);
        List<QueueEntry> entries = root.map(node -> entriesOf(node, problems)).orElse(List.of());
        DeadLetterChecks deadLetters = new DeadLetterChecks(problems, entries);
        deadLetters.refuseMissingQueues();
        deadLetters.refuseOtherKind();
        deadLetters.refuseLoops();
        problems.refuseFile();
        return new BrokerConfiguration(catalogOf(entries), deadLetters.shortRetentions());
    }

    private static List<QueueEntry> entriesOf(Node root, Problems problems) {
        MappingReader file = MappingReader.of("", root, problems);
        file.refuseOtherKeys(KEYS_OF_FILE, LaterFeatures::refusalOfKey);
        return file.entry(QueueSettingKeys.QUEUES)
                .map(queues -> new QueueEntryReader(problems).read(queues))
                .orElse(List.of());
    }

    private static QueueCatalog catalogOf(List<QueueEntry> entries) {
        Map<String, QueueSettings> settings = new LinkedHashMap<>();
        entries.forEach(entry -> settings.put(entry.name(), entry.settings()));
        return QueueCatalog.of(settings);
    }
}
