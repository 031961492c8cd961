package io.sluice.broker.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.broker.fanout.SubscriptionListener;
import io.sluice.broker.redrive.DeadLetterReason;
import io.sluice.broker.stream.StreamTrafficListener.GroupCounts;
import io.sluice.broker.stream.StreamTrafficListener.ShardCounts;
import io.sluice.broker.visibility.VisibilityListener.LateOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Names and tags of the meters are a promise to whoever builds a dashboard on them. */
class LeaseMetersTest {

    private static final Path DOCUMENT = Path.of("..", "docs", "operations.md");
    private static final Pattern ROW = Pattern.compile("\\| `(sluice\\.[a-z.]+)` \\| `(\\w+)` \\|([^|]*)\\|([^|]*)\\|");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final LeaseMeters meters = new LeaseMeters(registry);

    @BeforeEach
    void everythingHappens() {
        meters.leasesExpired("orders", 1, 2);
        meters.leasesExpired("orders", 3, 0);
        meters.leasesExpired("other", 1, 0);
        for (LateOutcome outcome : LateOutcome.values()) {
            meters.settledLate("orders", outcome);
        }
        meters.transactionRolledBack("orders");
        meters.consumerStandsAtCap("orders", "consumer 1", 10);
        for (DeadLetterReason reason : DeadLetterReason.values()) {
            meters.deadLettered("orders", "orders-dlq", reason);
        }
        meters.deadLettered("orders", "orders-dlq", DeadLetterReason.REJECTED);
        MoveTaskMeters tasks = new MoveTaskMeters(registry);
        for (String status : List.of("COMPLETED", "FAILED", "CANCELLED")) {
            tasks.taskStarted("orders-dlq");
            tasks.messagesMoved("orders-dlq", 10);
            tasks.taskEnded("orders-dlq", status);
        }
        tasks.taskStarted("orders-dlq");
        new FifoMeters(registry).duplicateDropped("orders.fifo");
        new SubscriptionMeters(registry).subscribed("order-events", "fraud", () -> SubscriptionListener.Counts.NONE);
        deliver(new DeliveryMeters(registry));
        StreamMeters streams = new StreamMeters(registry);
        streams.shardOpened("telemetry", "shardId-000000000000", () -> ShardCounts.NONE);
        streams.groupOpened("telemetry", "archive", "shardId-000000000000", () -> GroupCounts.NONE);
    }

    private static void deliver(DeliveryMeters deliveries) {
        deliveries.delivered("news", "hook", Duration.ofMillis(1));
        deliveries.attemptFailed("news", "hook");
        for (String reason : List.of("DeliveryFailed", "DeliveryRefused")) {
            deliveries.deadLettered("news", "hook", reason);
            deliveries.dropped("news", "hook", reason);
        }
        deliveries.circuitOpened("news", "hook");
    }

    @Test
    void countsWhatMoveTasksDo() {
        assertThat(count("sluice.redrive.messages.moved", "queue", "orders-dlq"))
                .isEqualTo(30);
        assertThat(count("sluice.redrive.tasks.ended", "queue", "orders-dlq", "status", "FAILED"))
                .isEqualTo(1);
        assertThat(registry.get("sluice.redrive.tasks.active")
                        .tags("queue", "orders-dlq")
                        .gauge()
                        .value())
                .isEqualTo(1);
    }

    @Test
    void countsByQueueAndOutcome() {
        assertThat(count("sluice.visibility.leases.expired", "queue", "orders")).isEqualTo(4);
        assertThat(count("sluice.visibility.leases.expired", "queue", "other")).isEqualTo(1);
        assertThat(count("sluice.visibility.messages.returned", "queue", "orders"))
                .isEqualTo(2);
        assertThat(count("sluice.visibility.settlements.late", "queue", "orders", "outcome", "honoured"))
                .isEqualTo(1);
        assertThat(count("sluice.visibility.settlements.late", "queue", "orders", "outcome", "ignored"))
                .isEqualTo(1);
        assertThat(count("sluice.visibility.settlements.late", "queue", "orders", "outcome", "transaction_failed"))
                .isEqualTo(1);
        assertThat(count("sluice.visibility.transactions.rolledback", "queue", "orders"))
                .isEqualTo(1);
        assertThat(count("sluice.visibility.consumers.at.cap", "queue", "orders"))
                .isEqualTo(1);
        assertThat(count("sluice.redrive.dead.letters", "queue", "orders", "reason", "Rejected"))
                .isEqualTo(2);
        assertThat(count("sluice.redrive.dead.letters", "queue", "orders", "reason", "MaxReceiveCountExceeded"))
                .isEqualTo(1);
    }

    @Test
    void theDocumentNamesEveryMeterWithItsTypeAndTheValuesOfItsTags() throws IOException {
        // Given
        Map<String, String> documented = new TreeMap<>();
        Matcher rows = ROW.matcher(Files.readString(DOCUMENT));
        while (rows.find()) {
            documented.put(rows.group(1), rows.group(2) + " " + words(rows.group(3)));
        }

        // When
        Map<String, String> registered = new TreeMap<>();
        registry.getMeters().stream()
                .collect(Collectors.groupingBy(
                        meter -> meter.getId().getName(), LinkedHashMap::new, Collectors.toList()))
                .forEach((name, same) -> registered.put(name, typeOf(same.get(0)) + " " + words(same.stream())));

        // Then
        assertThat(documented).isEqualTo(registered);
    }

    /** The tags and, unless it is a name that somebody chose, their values. */
    private static Set<String> words(Stream<Meter> meters) {
        return meters.flatMap(meter -> meter.getId().getTags().stream())
                .flatMap(tag -> Stream.of(tag.getKey(), tag.getValue()).limit(isName(tag) ? 1 : 2))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> words(String cell) {
        return CODE.matcher(cell)
                .results()
                .map(result -> result.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isName(Tag tag) {
        return List.of("queue", "topic", "subscription", "stream", "shard", "group")
                .contains(tag.getKey());
    }

    private static String typeOf(Meter meter) {
        return meter.getId().getType().name().toLowerCase(Locale.ROOT);
    }

    private double count(String name, String... tags) {
        return registry.get(name).tags(tags).counter().count();
    }
}
