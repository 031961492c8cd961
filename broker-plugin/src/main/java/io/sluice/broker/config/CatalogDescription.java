package io.sluice.broker.config;

import io.sluice.broker.config.value.Setting;
import io.sluice.broker.queue.QueueCatalog;
import io.sluice.broker.queue.QueuePattern;
import io.sluice.broker.queue.QueueSettings;
import java.util.Map;
import java.util.StringJoiner;

/** The effective settings of a catalog as text, {@code key=value} on one line for each entry. */
final class CatalogDescription {

    private static final int WIDEST_NAME = 40;

    private CatalogDescription() {}

    static String of(QueueCatalog catalog) {
        Map<QueuePattern, QueueSettings> entries = catalog.entries();
        int width = entries.keySet().stream()
                .mapToInt(name -> name.toString().length())
                .max()
                .orElse(0);
        StringJoiner lines = new StringJoiner("\n");
        lines.add(entries.isEmpty() ? "no queues are configured" : "configured queues: " + entries.size());
        entries.forEach((name, settings) -> lines.add("  " + padded(name.toString(), width) + "  " + line(settings)));
        return lines.toString();
    }

    private static String padded(String name, int width) {
        return String.format("%-" + Math.max(1, Math.min(width, WIDEST_NAME)) + "s", name);
    }

    private static String line(QueueSettings settings) {
        StringJoiner line = new StringJoiner(" ");
        line.add(pair(QueueSettingKeys.VISIBILITY_TIMEOUT, settings.visibility().visibilityTimeout()));
        line.add(pair(QueueSettingKeys.MAX_IN_FLIGHT, settings.visibility().maxInFlightPerConsumer()));
        line.add(pair(QueueSettingKeys.LEASE_START, settings.visibility().leaseStart()));
        line.add(pair(QueueSettingKeys.DELAY, settings.delay()));
        line.add(pair(QueueSettingKeys.RETENTION, settings.retention()));
        line.add(pair(QueueSettingKeys.MAXIMUM_MESSAGE_SIZE, settings.maximumMessageSize()));
        settings.redrivePolicy().ifPresent(policy -> {
            line.add(pair(QueueSettingKeys.DEAD_LETTER_QUEUE, policy.deadLetterQueue()));
            line.add(pair(QueueSettingKeys.MAX_RECEIVE_COUNT, policy.maxReceiveCount()));
        });
        return line.toString();
    }

    private static <T> String pair(Setting<T> setting, T value) {
        return setting.key() + "=" + setting.type().format(value);
    }
}
