package io.sluice.broker.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Topics and subscriptions as lines of text with aligned columns. */
final class TopicTables {

    static final Function<List<Map<?, ?>>, List<String>> TOPICS = rows -> rows.isEmpty()
            ? List.of("There is no topic.")
            : aligned(List.of("TOPIC", "SUBSCRIPTIONS", "DEFINED IN"), rows, TopicTables::topic);

    static final Function<List<Map<?, ?>>, List<String>> SUBSCRIPTIONS = rows -> rows.isEmpty()
            ? List.of("There is no subscription.")
            : aligned(
                    List.of(
                            "NAME",
                            "TO",
                            "FORM",
                            "PUBLISHED",
                            "MATCHED",
                            "DELIVERED",
                            "FAILED",
                            "DEFINED IN",
                            "FILTER POLICY"),
                    rows,
                    TopicTables::subscription);

    private static final String GAP = "  ";

    private TopicTables() {}

    private static List<String> topic(Map<?, ?> row) {
        return List.of(name(row, "TopicArn"), text(row, "subscriptions"), text(row, "definedIn"));
    }

    private static List<String> subscription(Map<?, ?> row) {
        Map<?, ?> attributes = row.get("Attributes") instanceof Map<?, ?> found ? found : Map.of();
        Map<?, ?> counts = row.get("counts") instanceof Map<?, ?> found ? found : Map.of();
        String to = row.containsKey("Endpoint")
                ? text(row, "Protocol") + " " + text(row, "Endpoint")
                : "JMS durable subscribers";
        boolean isPending = Boolean.TRUE.equals(row.get("pendingConfirmation"));
        return List.of(
                name(row, "SubscriptionArn"),
                isPending ? to + " (not confirmed yet)" : to,
                "false".equals(attributes.get("RawMessageDelivery")) ? "envelope" : "raw",
                text(counts, "published"),
                text(counts, "matched"),
                text(counts, "delivered"),
                text(counts, "failed"),
                text(row, "definedIn"),
                text(attributes, "FilterPolicy"));
    }

    /** The last part of an ARN. */
    private static String name(Map<?, ?> row, String member) {
        String arn = text(row, member);
        return arn.substring(arn.lastIndexOf(':') + 1);
    }

    private static String text(Map<?, ?> row, String member) {
        Object value = row.get(member);
        return value == null ? "" : value.toString();
    }

    private static List<String> aligned(
            List<String> heads, List<Map<?, ?>> rows, Function<Map<?, ?>, List<String>> cells) {
        List<List<String>> lines = new ArrayList<>(List.of(heads));
        rows.forEach(row -> lines.add(cells.apply(row)));
        int[] widths = new int[heads.size()];
        for (List<String> line : lines) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], line.get(column).length());
            }
        }
        return lines.stream().map(line -> line(line, widths)).toList();
    }

    private static String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String cell = cells.get(column);
            line.append(cell).append(" ".repeat(widths[column] - cell.length())).append(GAP);
        }
        return line.toString().stripTrailing();
    }
}
