package io.sluice.broker.recovery;

import io.sluice.broker.recovery.HistoryEvent.How;
import io.sluice.broker.recovery.HistoryEvent.Outcome;
import io.sluice.broker.stream.SequenceNumber;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * Judges what a consumer group was given of the shards of a stream, besides {@link GroupOrderChecker}, which judges the order
 * of each key.
 *
 * <ul>
 *   <li><b>Checkpoints last.</b> Everything up to a record was acknowledged for some time when the broker was killed: nobody
 *       receives any of it after that. Only for histories in which nobody hangs or gives back, because there an
 *       acknowledgement may have come too late.
 *   <li><b>Parents first.</b> When somebody receives a record of a shard that replaced others, somebody had begun to
 *       acknowledge each record of those.
 * </ul>
 */
final class ShardReadChecker {

    private static final int SHARD_FROM = 20;

    private final Map<String, String> numbers = new HashMap<>();
    private final Map<Long, Shard> shards = new TreeMap<>();
    private final List<String> violations = new ArrayList<>();
    private Set<String> openedInThisLife = new HashSet<>();

    private ShardReadChecker() {}

    /** What a history shows. @param secured how many records lay below a checkpoint at the last kill */
    record Verdict(List<String> violations, long secured) {}

    /** @param storedAfterNanos how long after an acknowledgement it must be durable */
    static Verdict checkCheckpoints(List<HistoryEvent> events, long storedAfterNanos) {
        ShardReadChecker checker = new ShardReadChecker();
        checker.noteNumbers(events);
        events.forEach(event -> checker.judge(event, storedAfterNanos));
        return new Verdict(
                checker.violations,
                checker.shards.values().stream()
                        .mapToLong(shard -> shard.secured)
                        .sum());
    }

    /** @param parents the shards that others replaced, by the number of these */
    static List<String> checkParents(List<HistoryEvent> events, Map<Long, List<Long>> parents) {
        ShardReadChecker checker = new ShardReadChecker();
        checker.noteNumbers(events);
        checker.judgeParents(events, parents);
        return checker.violations;
    }

    private void noteNumbers(List<HistoryEvent> events) {
        for (HistoryEvent event : events) {
            if (event instanceof HistoryEvent.Numbered numbered) {
                numbers.put(numbered.id(), numbered.sequenceNumber());
            }
        }
    }

    private static long shardOf(String number) {
        return Long.parseLong(number.substring(SHARD_FROM));
    }

    private Shard shard(String number) {
        return shards.computeIfAbsent(shardOf(number), added -> new Shard());
    }

    // ---- checkpoints ------------------------------------------------------------------------------------------------

    private void judge(HistoryEvent event, long storedAfterNanos) {
        if (event instanceof HistoryEvent.Started) {
            openedInThisLife = new HashSet<>();
            shards.values().forEach(Shard::begin);
        } else if (event instanceof HistoryEvent.Opened opened) {
            openedInThisLife.add(opened.worker());
        } else if (event instanceof HistoryEvent.Killed killed) {
            shards.values().forEach(shard -> shard.secure(killed.atNanos() - storedAfterNanos));
        } else if (event instanceof HistoryEvent.Received received && isOfThisLife(received.worker(), received.id())) {
            String number = numbers.get(received.id());
            Shard shard = shard(number);
            long place = SequenceNumber.placeIn(number);
            if (place <= shard.secured) {
                violations.add(received.worker() + " received " + received.id() + " again, place " + place
                        + " of shard " + shardOf(number) + ", which was processed up to " + shard.secured);
            }
            shard.received.putIfAbsent(place, received.atNanos());
        } else if (event instanceof HistoryEvent.Settled settled
                && isKnownToBeProcessed(settled)
                && isOfThisLife(settled.worker(), settled.id())) {
            String number = numbers.get(settled.id());
            shard(number).processed.putIfAbsent(SequenceNumber.placeIn(number), settled.atNanos());
        }
    }

    private static boolean isKnownToBeProcessed(HistoryEvent.Settled settled) {
        return settled.how() == How.ACKNOWLEDGED
                && (settled.outcome() == Outcome.SEEN || settled.outcome() == Outcome.COMMITTED);
    }

    private boolean isOfThisLife(String worker, String id) {
        return openedInThisLife.contains(worker) && numbers.containsKey(id);
    }

    /** One shard in one life of the broker. */
    private static final class Shard {
        private final NavigableMap<Long, Long> received = new TreeMap<>();
        private final Map<Long, Long> processed = new HashMap<>();
        private final Set<Long> processedBefore = new HashSet<>();
        private long secured;

        private void begin() {
            processedBefore.addAll(processed.keySet());
            processed.clear();
            received.clear();
        }

        private void secure(long byNanos) {
            while (isProcessed(secured + 1, byNanos)) {
                secured++;
            }
        }

        /** In this life; or in an earlier one, and the group began this life behind it. */
        private boolean isProcessed(long place, long byNanos) {
            Long at = processed.get(place);
            if (at != null) {
                return at <= byNanos;
            }
            Map.Entry<Long, Long> later = received.higherEntry(place);
            return processedBefore.contains(place)
                    && !received.containsKey(place)
                    && later != null
                    && later.getValue() <= byNanos;
        }
    }

    // ---- parents ----------------------------------------------------------------------------------------------------

    private void judgeParents(List<HistoryEvent> events, Map<Long, List<Long>> parents) {
        Map<String, Long> acknowledgedFrom = new HashMap<>();
        for (HistoryEvent event : events) {
            if (event instanceof HistoryEvent.Settled settled && settled.how() == How.ACKNOWLEDGED) {
                acknowledgedFrom.merge(settled.id(), settled.beginNanos(), Math::min);
            }
        }
        Map<Long, Long> finishedAt = new HashMap<>();
        numbers.forEach((id, number) ->
                finishedAt.merge(shardOf(number), acknowledgedFrom.getOrDefault(id, Long.MAX_VALUE), Math::max));
        for (HistoryEvent event : events) {
            if (event instanceof HistoryEvent.Received received && numbers.containsKey(received.id())) {
                long shard = shardOf(numbers.get(received.id()));
                for (long parent : parents.getOrDefault(shard, List.of())) {
                    if (finishedAt.getOrDefault(parent, 0L) > received.atNanos()) {
                        violations.add(received.worker() + " received " + received.id() + " of shard " + shard
                                + " before shard " + parent + " was finished");
                    }
                }
            }
        }
    }
}
