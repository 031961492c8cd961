package io.sluice.broker.config;

import io.sluice.broker.config.value.Setting;
import io.sluice.broker.stream.ConsumerGroupSettings;
import io.sluice.broker.stream.StreamCatalog;
import io.sluice.broker.stream.StreamSettings;
import java.util.StringJoiner;

/** Streams as text: one line for each stream, and one below it for each of its consumer groups. */
final class StreamDescription {

    private StreamDescription() {}

    static String of(StreamCatalog catalog) {
        StringJoiner lines = new StringJoiner("\n");
        lines.add("configured streams: " + catalog.streams().size());
        catalog.streams().forEach((name, stream) -> {
            lines.add(line(name, stream));
            stream.consumerGroups().forEach((group, settings) -> lines.add(line(group, settings)));
        });
        return lines.toString();
    }

    private static String line(String name, StreamSettings stream) {
        StringJoiner line = new StringJoiner(" ");
        line.add("  " + name + " ");
        line.add(shown(StreamSettingKeys.CAPACITY_MODE, stream.capacityMode()));
        line.add(shown(StreamSettingKeys.SHARDS, stream.shards()));
        line.add(shown(StreamSettingKeys.RETENTION, stream.retention()));
        line.add(shown(StreamSettingKeys.RETENTION_SIZE, stream.retentionSize()));
        line.add(shown(StreamSettingKeys.MAXIMUM_RECORD_SIZE, stream.maximumRecordSize()));
        line.add(shown(StreamSettingKeys.THROUGHPUT_LIMITS, stream.throughputLimits()));
        return line.toString();
    }

    private static String line(String name, ConsumerGroupSettings group) {
        StringJoiner line = new StringJoiner(" ");
        line.add("    " + name + " ");
        line.add(shown(StreamSettingKeys.START_POSITION, group.startPosition()));
        line.add(shown(StreamSettingKeys.VISIBILITY_TIMEOUT, group.visibilityTimeout()));
        group.deadLetters().ifPresent(policy -> {
            line.add(shown(QueueSettingKeys.DEAD_LETTER_QUEUE, policy.deadLetterQueue()));
            line.add(shown(QueueSettingKeys.MAX_RECEIVE_COUNT, policy.maxReceiveCount()));
        });
        return line.toString();
    }

    private static <T> String shown(Setting<T> setting, T value) {
        return setting.key() + "=" + setting.type().format(value);
    }
}
