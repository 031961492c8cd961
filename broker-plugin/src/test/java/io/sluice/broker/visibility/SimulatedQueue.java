package io.sluice.broker.visibility;

import io.sluice.broker.visibility.NaiveLeases.Held;
import io.sluice.broker.visibility.NaiveLeases.RanOut;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A queue with consumers that hold leases of its messages: each event happens to {@link ConsumerLeases} and to
 * {@link NaiveLeases}, and after each all promises are checked. It reacts to what runs out as the broker's queue does.
 */
final class SimulatedQueue {

    static final int CONSUMERS = 3;
    private static final int REMEMBERED_DELIVERIES = 40;
    private static final int TRANSACTIONS = 2;

    private static final List<VisibilitySettings> SETTINGS = List.of(
            VisibilitySettings.DEFAULT,
            settings(0, new InFlightLimit.Fixed(3), LeaseStart.OLDEST_UNSETTLED),
            settings(5, new InFlightLimit.Fixed(1), LeaseStart.DELIVERY),
            settings(30, new InFlightLimit.Unlimited(), LeaseStart.DELIVERY),
            settings(43_200, new InFlightLimit.Auto(), LeaseStart.OLDEST_UNSETTLED),
            settings(1, new InFlightLimit.Fixed(8), LeaseStart.OLDEST_UNSETTLED));

    /** One delivery on both sides. */
    private static final class Delivery {
        final ModelLease lease;
        final Held held;

        @Nullable
        Integer transaction;

        Delivery(int message) {
            lease = new ModelLease(String.valueOf(message));
            held = new Held(message);
        }

        int message() {
            return held.message;
        }
    }

    private static final class Worker {
        final ConsumerLeases leases;
        final NaiveLeases naive;
        final List<Delivery> deliveries = new ArrayList<>();

        Worker(VisibilitySettings settings, long clock) {
            leases = new ConsumerLeases(settings, clock);
            naive = new NaiveLeases(settings);
        }

        List<Delivery> live(Predicate<Delivery> predicate) {
            return deliveries.stream()
                    .filter(delivery -> delivery.held.live && predicate.test(delivery))
                    .toList();
        }
    }

    /** What happened so far, to see that a run tests something. */
    final Map<LeaseEvent.Kind, Long> effective = new EnumMap<>(LeaseEvent.Kind.class);

    private final long clockStart;
    private final List<Worker> workers = new ArrayList<>();
    private final List<Integer> waiting = new ArrayList<>();
    private final Set<Integer> unsettled = new HashSet<>();
    private final Map<Integer, Delivery> newest = new HashMap<>();
    private VisibilitySettings settings = SETTINGS.get(0);
    private long now;
    private int messages;

    SimulatedQueue(long clockStart) {
        this.clockStart = clockStart;
        for (int i = 0; i < CONSUMERS; i++) {
            workers.add(new Worker(settings, clock()));
        }
    }

    private static VisibilitySettings settings(long seconds, InFlightLimit limit, LeaseStart start) {
        return new VisibilitySettings(Duration.ofSeconds(seconds), limit, start);
    }

    /** @throws AssertionError if the two sides differ afterwards, or a promise is broken */
    void happens(LeaseEvent event) {
        Worker worker = workers.get(event.consumer());
        boolean hadEffect = switch (event.kind()) {
            case DELIVER -> deliver(worker);
            case SETTLE -> onDelivery(worker, event, delivery -> settle(worker, delivery));
            case RELEASE -> onDelivery(worker, event, delivery -> release(worker, delivery));
            case ENLIST -> onDelivery(worker, event, delivery -> enlist(worker, delivery, event.pick()));
            case COMMIT -> commit(worker, event.pick() % TRANSACTIONS);
            case ROLL_BACK -> rollBack(worker, event.pick() % TRANSACTIONS);
            case ADVANCE -> advance(event.nanos());
            case ADVANCE_TO_DEADLINE -> advanceToDeadline(worker, event.nanos());
            case EXPIRE -> expire(worker);
            case CHANGE_TIMEOUT -> onDelivery(worker, event, delivery -> change(worker, delivery, event.nanos()));
            case ADOPT -> adopt(worker, event.pick());
            case CLOSE -> close(event.consumer());
            case RECONFIGURE -> reconfigure(event.pick());
            case STOP_CLOCKS -> onDelivery(worker, event, delivery -> stopClocks(worker, delivery));
            case GROW -> worker.leases.growCapacity();
            case POLL_STARTED -> pollStarted(worker);
        };
        if (hadEffect) {
            effective.merge(event.kind(), 1L, Long::sum);
        }
        check(workers.get(event.consumer()));
        checkEveryMessage();
    }

    private long clock() {
        return clockStart + now;
    }

    private static boolean onDelivery(Worker worker, LeaseEvent event, Predicate<Delivery> action) {
        int count = worker.deliveries.size();
        return count > 0 && action.test(worker.deliveries.get(event.pick() % count));
    }

    private boolean deliver(Worker worker) {
        if (worker.leases.isFull()) {
            return false;
        }
        if (waiting.isEmpty()) {
            waiting.add(++messages);
            unsettled.add(messages);
        }
        Delivery delivery = new Delivery(waiting.remove(0));
        newest.put(delivery.message(), delivery);
        worker.deliveries.add(delivery);
        same("started", worker.leases.grant(delivery.lease, clock()), worker.naive.grant(delivery.held, now));
        if (worker.deliveries.size() > REMEMBERED_DELIVERIES) {
            worker.deliveries.removeIf(old -> !old.held.live && newest.get(old.message()) != old);
        }
        return true;
    }

    private boolean settle(Worker worker, Delivery delivery) {
        boolean inTime = worker.leases.settle(delivery.lease, clock());
        same("settled in time", inTime, worker.naive.settle(delivery.held, now));
        boolean honouredLate = delivery.lease.state() == Lease.State.EXPIRED
                && newest.get(delivery.message()) == delivery
                && waiting.remove((Integer) delivery.message());
        if (inTime || honouredLate) {
            unsettled.remove(delivery.message());
        }
        return inTime;
    }

    private boolean release(Worker worker, Delivery delivery) {
        boolean released = worker.leases.settle(delivery.lease, clock());
        same("released", released, worker.naive.settle(delivery.held, now));
        if (released) {
            giveBack(List.of(delivery.message()));
        }
        return released;
    }

    private boolean enlist(Worker worker, Delivery delivery, int pick) {
        if (delivery.held.transaction != null && delivery.held.live) {
            return false;
        }
        Integer transaction = pick / REMEMBERED_DELIVERIES % TRANSACTIONS;
        boolean enlisted = worker.leases.enlist(delivery.lease, transaction, clock());
        same("enlisted", enlisted, worker.naive.enlist(delivery.held, transaction, now));
        delivery.transaction = enlisted ? transaction : null;
        return enlisted;
    }

    private boolean commit(Worker worker, Integer transaction) {
        List<Delivery> enlisted = worker.live(delivery -> transaction.equals(delivery.transaction));
        enlisted.forEach(delivery -> {
            complete(worker, delivery);
            unsettled.remove(delivery.message());
        });
        return !enlisted.isEmpty();
    }

    private boolean rollBack(Worker worker, Integer transaction) {
        List<Delivery> enlisted = worker.live(delivery -> transaction.equals(delivery.transaction));
        enlisted.forEach(delivery -> complete(worker, delivery));
        giveBack(numbers(enlisted));
        return !enlisted.isEmpty();
    }

    private void complete(Worker worker, Delivery delivery) {
        worker.leases.complete(delivery.lease, clock());
        worker.naive.complete(delivery.held, now);
        delivery.transaction = null;
    }

    private boolean advance(long nanos) {
        now += nanos;
        return true;
    }

    private boolean advanceToDeadline(Worker worker, long offset) {
        Long deadline = worker.naive.nextDeadline();
        if (deadline == null || deadline + offset < now) {
            return false;
        }
        now = deadline + offset;
        return true;
    }

    private boolean expire(Worker worker) {
        List<Delivery> before = worker.live(delivery -> true);
        Expiry expiry = worker.leases.expire(clock());
        RanOut ranOut = worker.naive.expire(now);
        same("what ran out", expiry == null ? null : read(expiry), ranOut);
        require(
                worker.leases.nextDeadline().isEmpty()
                        || worker.leases.nextDeadline().getAsLong() - clock() > 0,
                "a deadline was missed");
        if (ranOut == null) {
            return false;
        }
        for (Integer transaction : ranOut.transactions()) {
            List<Delivery> rolledBack = before.stream()
                    .filter(delivery -> transaction.equals(delivery.transaction))
                    .toList();
            rolledBack.forEach(delivery -> complete(worker, delivery));
            giveBack(numbers(rolledBack));
        }
        List<Integer> returned = new ArrayList<>(ranOut.counted());
        returned.addAll(ranOut.uncounted());
        giveBack(returned);
        return true;
    }

    private static RanOut read(Expiry expiry) {
        Set<Integer> transactions = new HashSet<>();
        expiry.transactions().forEach(transaction -> transactions.add((Integer) transaction));
        return new RanOut(
                numbersOf(expiry.counted()), numbersOf(expiry.uncounted()), transactions, expiry.consumerStuck());
    }

    private boolean change(Worker worker, Delivery delivery, long timeout) {
        TimeoutChange change = worker.leases.change(delivery.lease, Duration.ofNanos(timeout), clock());
        String outcome = change.getClass().getSimpleName();
        same("change", outcome, worker.naive.change(delivery.held, timeout, now));
        if (change instanceof TimeoutChange.Extended extended) {
            same("new deadline", extended.deadlineNanos() - clockStart, delivery.held.ownDeadline);
        }
        if (change instanceof TimeoutChange.Returned) {
            giveBack(List.of(delivery.message()));
        }
        return !(change instanceof TimeoutChange.NotInFlight);
    }

    private boolean adopt(Worker worker, int pick) {
        List<Delivery> candidates = worker.deliveries.stream()
                .filter(delivery -> delivery.lease.state() == Lease.State.EXPIRED
                        && newest.get(delivery.message()) == delivery
                        && waiting.contains(delivery.message()))
                .toList();
        if (candidates.isEmpty()) {
            return false;
        }
        Delivery delivery = candidates.get(pick % candidates.size());
        waiting.remove((Integer) delivery.message());
        worker.leases.adopt(delivery.lease, clock());
        worker.naive.adopt(delivery.held, now);
        return true;
    }

    private boolean close(int consumer) {
        Worker worker = workers.get(consumer);
        List<Delivery> live = worker.live(delivery -> true);
        worker.leases.freeze();
        worker.naive.close();
        live.forEach(delivery -> {
            same("started", delivery.lease.hasStarted(), delivery.held.started);
            same("ended by closing", worker.leases.settle(delivery.lease, clock()), true);
            worker.naive.settle(delivery.held, now);
            check(worker);
        });
        giveBack(numbers(live));
        workers.set(consumer, new Worker(settings, clock()));
        return !live.isEmpty();
    }

    private boolean reconfigure(int pick) {
        settings = SETTINGS.get(pick % SETTINGS.size());
        for (Worker worker : workers) {
            worker.leases.configure(settings);
            worker.naive.configure(settings);
        }
        return true;
    }

    private boolean stopClocks(Worker worker, Delivery delivery) {
        worker.leases.stopClocksThrough(delivery.lease, clock());
        worker.naive.stopThrough(delivery.held, now);
        return delivery.held.stopped;
    }

    private static boolean pollStarted(Worker worker) {
        Lease started = worker.leases.pollStarted();
        Held expected = worker.naive.pollStarted();
        same(
                "newly started",
                started == null ? null : started.toString(),
                expected == null ? null : String.valueOf(expected.message));
        return started != null;
    }

    private void giveBack(List<Integer> returned) {
        waiting.addAll(0, returned);
    }

    // ---- promises -------------------------------------------------------------------------------------------------

    private void check(Worker worker) {
        ConsumerLeases leases = worker.leases;
        List<Held> line = worker.naive.line;
        same(
                "leases",
                numbersOf(leases.all()),
                line.stream().map(held -> held.message).toList());
        same("in flight", leases.inFlight(), line.size());
        same("full", leases.isFull(), leases.inFlight() >= leases.capacity());
        same("next deadline", sinceStart(leases.nextDeadline()), worker.naive.nextDeadline());
        require(Objects.equals(last(leases.all()), leases.youngest()), "the youngest lease is not the last");
        for (Delivery delivery : worker.deliveries) {
            same("live", delivery.lease.isLive(), delivery.held.live);
            if (delivery.held.live) {
                same("started", delivery.lease.hasStarted(), delivery.held.started);
                same(
                        "deadline",
                        sinceStart(leases.deadlineIfRunning(delivery.lease)),
                        delivery.held.stopped ? null : worker.naive.deadline(delivery.held));
            }
        }
    }

    /** Each message that is not settled waits, or has exactly one live lease. */
    private void checkEveryMessage() {
        Set<Integer> found = new HashSet<>();
        for (Integer message : waiting) {
            require(found.add(message), "a message waits twice");
        }
        for (Worker worker : workers) {
            for (Delivery delivery : worker.deliveries) {
                if (delivery.lease.isLive()) {
                    require(found.add(delivery.message()), "a leased message waits or has another lease");
                }
            }
        }
        same("messages that are not settled", found, unsettled);
    }

    private @Nullable Long sinceStart(OptionalLong reading) {
        return reading.isPresent() ? Long.valueOf(reading.getAsLong() - clockStart) : null;
    }

    private static @Nullable Lease last(List<Lease> leases) {
        return leases.isEmpty() ? null : leases.get(leases.size() - 1);
    }

    private static List<Integer> numbersOf(List<Lease> leases) {
        return leases.stream()
                .map(lease -> Integer.valueOf(((ModelLease) lease).message()))
                .toList();
    }

    private static List<Integer> numbers(List<Delivery> deliveries) {
        return deliveries.stream().map(Delivery::message).toList();
    }

    private static void same(String what, @Nullable Object actual, @Nullable Object expected) {
        if (!Objects.equals(actual, expected)) {
            throw new AssertionError(what + ": is " + actual + ", should be " + expected);
        }
    }

    private static void require(boolean promise, String otherwise) {
        if (!promise) {
            throw new AssertionError(otherwise);
        }
    }
}
