package io.sluice.broker.visibility;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What {@link ConsumerLeases} promises, said as plainly as possible: a list that is searched, filtered and copied. Its
 * time is the time since the start, so that it knows no overflow.
 */
final class NaiveLeases {

    private static final long LONGEST = VisibilitySettings.MAXIMUM_TIMEOUT.toNanos();

    /** One delivery. */
    static final class Held {
        final int message;
        long since;

        @Nullable
        Integer transaction;

        @Nullable
        Long ownDeadline;

        boolean started;
        boolean told;
        boolean stopped;
        boolean live = true;

        Held(int message) {
            this.message = message;
        }
    }

    /** What ran out, by message number. */
    record RanOut(List<Integer> counted, List<Integer> uncounted, Set<Integer> transactions, boolean stuck) {}

    final List<Held> line = new ArrayList<>();
    private VisibilitySettings settings;
    private @Nullable Held head;
    private long headSince;
    private boolean youngerSettled;
    private boolean closing;

    NaiveLeases(VisibilitySettings settings) {
        this.settings = settings;
    }

    void configure(VisibilitySettings newSettings) {
        settings = newSettings;
    }

    boolean grant(Held held, long now) {
        join(held, now);
        boolean started = held.started;
        held.told |= started;
        return started;
    }

    void adopt(Held held, long now) {
        held.live = true;
        held.transaction = null;
        held.started = false;
        held.told = false;
        join(held, now);
    }

    private void join(Held held, long now) {
        held.since = now;
        held.ownDeadline = null;
        held.stopped = false;
        line.add(held);
        if (onDelivery() && line.size() > 1) {
            held.started = true;
            held.told = true;
        }
        lookAtHead(now);
    }

    boolean settle(Held held, long now) {
        if (!held.live) {
            return false;
        }
        youngerSettled |= line.indexOf(held) > 0;
        end(held, now);
        return true;
    }

    boolean enlist(Held held, int transaction, long now) {
        if (!held.live) {
            return false;
        }
        youngerSettled |= line.indexOf(held) > 0;
        held.transaction = transaction;
        if (held.stopped) {
            join(held, now);
        }
        return true;
    }

    void complete(Held held, long now) {
        if (held.live && held.transaction != null) {
            end(held, now);
        }
    }

    void stopThrough(Held last, long now) {
        int end = line.indexOf(last);
        for (Held passed : List.copyOf(line.subList(0, end + 1))) {
            passed.stopped = true;
            passed.started |= !closing;
            passed.ownDeadline = null;
            line.remove(passed);
        }
        lookAtHead(now);
    }

    void close() {
        closing = true;
    }

    /** The name of the outcome. */
    String change(Held held, long timeout, long now) {
        if (!line.contains(held) || held.transaction != null) {
            return "NotInFlight";
        }
        if (timeout == 0) {
            end(held, now);
            return "Returned";
        }
        if (now + timeout > held.since + LONGEST) {
            return "BeyondLimit";
        }
        held.ownDeadline = now + timeout;
        return "Extended";
    }

    /** When a lease ends; null while its message waits in the prefetch buffer without a clock. */
    @Nullable
    Long deadline(Held held) {
        if (held.ownDeadline != null) {
            return held.ownDeadline;
        }
        long lasts = settings.leaseDuration().toNanos();
        if (onDelivery()) {
            return held.since + lasts;
        }
        return held == head ? Long.valueOf(headSince + lasts) : null;
    }

    @Nullable
    Long nextDeadline() {
        return line.stream()
                .flatMap(held -> Stream.ofNullable(deadline(held)))
                .min(Long::compare)
                .orElse(null);
    }

    @Nullable
    RanOut expire(long now) {
        List<Held> due = line.stream().filter(held -> isDue(held, now)).toList();
        if (due.isEmpty()) {
            return null;
        }
        boolean headDue = due.contains(head);
        boolean leftBehind = youngerSettled && head.transaction == null;
        boolean stuck = onDelivery() ? !youngerSettled : headDue && !leftBehind;
        List<Held> dragged = stuck && !onDelivery()
                ? line.stream()
                        .filter(held -> !due.contains(held) && held.ownDeadline == null)
                        .toList()
                : List.of();
        Set<Integer> transactions = new LinkedHashSet<>();
        Stream.concat(due.stream(), dragged.stream())
                .flatMap(held -> Stream.ofNullable(held.transaction))
                .forEach(transactions::add);
        RanOut ranOut = new RanOut(outside(due), outside(dragged), transactions, stuck);
        Stream.concat(due.stream(), dragged.stream()).forEach(this::takeOut);
        lookAtHead(now);
        return ranOut;
    }

    private static List<Integer> outside(List<Held> leases) {
        return leases.stream()
                .filter(held -> held.transaction == null)
                .map(held -> held.message)
                .toList();
    }

    @Nullable
    Held pollStarted() {
        if (head == null || !head.started || head.told) {
            return null;
        }
        head.told = true;
        return head;
    }

    private boolean isDue(Held held, long now) {
        Long deadline = deadline(held);
        return deadline != null && deadline <= now;
    }

    private void end(Held held, long now) {
        takeOut(held);
        lookAtHead(now);
    }

    private void takeOut(Held held) {
        line.remove(held);
        held.live = false;
    }

    private void lookAtHead(long now) {
        Held first = line.isEmpty() ? null : line.get(0);
        if (first != head) {
            head = first;
            headSince = now;
            youngerSettled = false;
            if (first != null && first.started) {
                first.told = true;
            } else if (first != null && !closing) {
                first.started = true;
            }
        }
    }

    private boolean onDelivery() {
        return settings.leaseStart() == LeaseStart.DELIVERY;
    }
}
