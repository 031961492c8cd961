package io.sluice.broker.config;

import io.sluice.broker.config.ConfigurationProblem.Code;
import io.sluice.broker.config.value.Parsed;
import io.sluice.broker.config.value.ScalarText;
import io.sluice.broker.config.value.Setting;
import io.sluice.broker.config.value.ValueType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** The keys and values of one mapping of the file. What is wrong becomes a problem, and reading goes on. */
final class MappingReader {

    /** One key with its value. */
    record Entry(String key, int line, Node value) {}

    private final String path;
    private final Problems problems;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private MappingReader(String path, Problems problems) {
        this.path = path;
        this.problems = problems;
    }

    /**
     * Reads a mapping; no value at all counts as a mapping without keys.
     *
     * @param path the keys that lead to it; empty for the file itself
     */
    static MappingReader of(String path, Node node, Problems problems) {
        MappingReader reader = new MappingReader(path, problems);
        if (node instanceof MappingNode mapping) {
            mapping.getValue().forEach(reader::add);
        } else if (!isNull(node)) {
            problems.add(line(node), Code.INVALID_VALUE, reader.name() + " must hold keys, each with a value");
        }
        return reader;
    }

    private void add(NodeTuple tuple) {
        if (problems.isFull()) {
            return;
        }
        int line = line(tuple.getKeyNode());
        if (!(tuple.getKeyNode() instanceof ScalarNode scalar)) {
            problems.add(line, Code.UNKNOWN_KEY, name() + " has a list or mapping as a key; a key is a single value");
            return;
        }
        Entry entry = new Entry(scalar.getValue(), line, tuple.getValueNode());
        Entry first = entries.putIfAbsent(entry.key(), entry);
        if (first != null) {
            problems.add(
                    line,
                    Code.DUPLICATE_KEY,
                    pathOf(entry.key()) + " is here for the second time; it stands in line " + first.line()
                            + " already");
        }
    }

    List<Entry> entries() {
        return new ArrayList<>(entries.values());
    }

    /** Takes a key out, so that it is not read nor refused again. */
    Optional<Entry> takeOut(String key) {
        return Optional.ofNullable(entries.remove(key));
    }

    Optional<Entry> entry(String key) {
        return Optional.ofNullable(entries.get(key));
    }

    /** The value of a setting: its default if the file does not say it, or says something that is not allowed. */
    <T> T value(Setting<T> setting) {
        return entry(setting.key()).map(entry -> parse(setting, entry)).orElse(setting.defaultValue());
    }

    /** As {@link #value}, but the file must say it. */
    <T> T requiredValue(Setting<T> setting, int lineOfMapping) {
        if (!entries.containsKey(setting.key())) {
            problems.add(
                    lineOfMapping,
                    Code.MISSING_KEY,
                    pathOf(setting.key()) + " is missing; it is required, and allowed is "
                            + setting.type().allowed());
        }
        return value(setting);
    }

    /** The values of a list; none if the key is missing. One that is not allowed is left out. */
    <T> List<T> values(String key, ValueType<T> type) {
        List<T> values = new ArrayList<>();
        entry(key).ifPresent(entry -> {
            if (entry.value() instanceof SequenceNode list) {
                list.getValue()
                        .forEach(item ->
                                parse(type, new Entry(key, line(item), item)).ifPresent(values::add));
            } else if (!isNull(entry.value())) {
                problems.add(entry.line(), Code.INVALID_VALUE, pathOf(key) + " must be a list");
            }
        });
        return values;
    }

    private <T> T parse(Setting<T> setting, Entry entry) {
        return parse(setting.type(), entry).orElse(setting.defaultValue());
    }

    private <T> Optional<T> parse(ValueType<T> type, Entry entry) {
        String allowed = "; allowed is " + type.allowed();
        if (!(entry.value() instanceof ScalarNode scalar) || isNull(scalar)) {
            String what = entry.value() instanceof ScalarNode ? " has no value" : " must be a single value";
            problems.add(entry.line(), Code.INVALID_VALUE, pathOf(entry.key()) + what + allowed);
            return Optional.empty();
        }
        boolean isNumber = scalar.isPlain() && scalar.getValue().matches("[-+]?[0-9]+");
        Parsed<T> parsed = type.parse(new ScalarText(scalar.getValue(), isNumber));
        String found = pathOf(entry.key()) + " is " + Problems.shown(scalar.getValue());
        if (parsed instanceof Parsed.Accepted<T> accepted) {
            return Optional.of(accepted.value());
        }
        if (parsed instanceof Parsed.Malformed<T> malformed) {
            problems.add(line(scalar), Code.INVALID_VALUE, found + "; " + malformed.expected() + allowed);
        } else {
            problems.add(line(scalar), Code.OUT_OF_RANGE, found + allowed);
        }
        return Optional.empty();
    }

    /**
     * Refuses each key that is not one of these.
     *
     * @param refusalOf the reason for a key that is known and nevertheless refused
     */
    void refuseOtherKeys(Collection<String> known, Function<String, Optional<String>> refusalOf) {
        for (Entry entry : entries.values()) {
            if (!known.contains(entry.key()) && !problems.isFull()) {
                Optional<String> refusal = refusalOf.apply(entry.key());
                String hint = refusal.orElseGet(() -> NearestKey.hint(entry.key(), known));
                String what = refusal.isPresent() ? ": " : " is not a known key; ";
                problems.add(
                        entry.line(),
                        refusal.isPresent() ? Code.NOT_IN_THIS_VERSION : Code.UNKNOWN_KEY,
                        pathOf(entry.key()) + what + hint);
            }
        }
    }

    /** The whole way to a key, as messages name it. */
    String pathOf(String key) {
        return prefixed(Problems.shown(key));
    }

    private String name() {
        return path.isEmpty() ? "the file" : path;
    }

    private String prefixed(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    static boolean isNull(Node node) {
        return node instanceof ScalarNode scalar && scalar.isPlain() && Tag.NULL.equals(scalar.getTag());
    }

    private static int line(Node node) {
        return YamlDocument.lineOf(node.getStartMark());
    }
}
