package io.sluice.broker.recovery;

import io.sluice.broker.recovery.HistoryEvent.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a history worker by worker and finds, for each receive, what is known about its lease.
 *
 * <p>A worker settles one message before it asks for the next, so the lease of a message starts at the earliest when the
 * worker began to settle the one before, or when it last saw that its client's buffer was empty. As long as a worker
 * settles everything within the visibility timeout counted from there, all that its client has buffered is leased to it.
 * Once it has taken longer, the buffer may hold copies of messages that others have by now, until the buffer was seen
 * empty again. Nothing is known for sure about what is received in between.
 */
final class Receipts {

    private final long leaseNanos;
    private final Map<String, Worker> workers = new HashMap<>();
    private final List<Receipt> all = new ArrayList<>();
    private final List<Long> hiddenReceives = new ArrayList<>();
    private final List<Long> brokenOffNanos = new ArrayList<>();

    private Receipts(long leaseNanos) {
        this.leaseNanos = leaseNanos;
    }

    /** One connection of a worker. */
    private static final class Worker {
        long leaseFromNanos;
        boolean sure = true;
        boolean over;
        boolean leavesItToClient;
        final Map<String, Receipt> unsettled = new LinkedHashMap<>();
    }

    static Receipts of(List<HistoryEvent> events, long leaseNanos) {
        Receipts receipts = new Receipts(leaseNanos);
        events.forEach(receipts::read);
        return receipts;
    }

    /** In the order of receiving. */
    List<Receipt> all() {
        return all;
    }

    /**
     * When the broker may have counted a receive that no application saw: a message became the oldest of a consumer that
     * was killed with the broker before it handed it over, it was sent to a worker that was stuck, or the network of its
     * consumer ended, which the worker may have noticed up to a lease later. In that case it does not matter what the
     * worker held: its settlement may have arrived without being answered.
     */
    long hiddenReceivesBetween(long fromNanos, long toNanos) {
        long seenBroken = brokenOffNanos.stream()
                .filter(at -> at >= fromNanos && at <= toNanos + leaseNanos)
                .count();
        return seenBroken
                + hiddenReceives.stream()
                        .filter(at -> at >= fromNanos && at <= toNanos)
                        .count();
    }

    private void read(HistoryEvent event) {
        if (event instanceof HistoryEvent.Opened opened) {
            Worker worker = new Worker();
            worker.leaseFromNanos = opened.atNanos();
            workers.put(opened.worker(), worker);
        } else if (event instanceof HistoryEvent.Waited waited) {
            Worker worker = worker(waited.worker());
            if (worker.unsettled.isEmpty()) {
                worker.leaseFromNanos = waited.sinceNanos();
                worker.sure = true;
            }
        } else if (event instanceof HistoryEvent.Received received) {
            receive(worker(received.worker()), received);
        } else if (event instanceof HistoryEvent.Settled settled) {
            settle(worker(settled.worker()), settled);
        } else if (event instanceof HistoryEvent.Left left) {
            leave(worker(left.worker()), left.atNanos(), left.orderly());
        } else if (event instanceof HistoryEvent.Broken broken) {
            leave(worker(broken.worker()), broken.atNanos(), false);
        } else if (event instanceof HistoryEvent.Killed killed) {
            workers.values().forEach(worker -> end(worker, killed.atNanos(), false));
            hiddenReceives.add(killed.atNanos());
        }
    }

    private Worker worker(String name) {
        Worker worker = workers.get(name);
        if (worker == null) {
            throw new IllegalArgumentException("the history does not say when worker " + name + " opened");
        }
        return worker;
    }

    private void receive(Worker worker, HistoryEvent.Received event) {
        noteOverrun(worker, event.atNanos());
        Receipt receipt = new Receipt(
                event, worker.leaseFromNanos, worker.sure && !worker.over, worker.unsettled.isEmpty() && !worker.over);
        if (worker.over) {
            receipt.endedNanos = event.atNanos();
        }
        worker.unsettled.put(event.id(), receipt);
        all.add(receipt);
    }

    private void settle(Worker worker, HistoryEvent.Settled event) {
        Receipt receipt = worker.unsettled.remove(event.id());
        if (receipt == null) {
            throw new IllegalArgumentException("the history does not say when was received what ends in " + event);
        }
        receipt.settled = event;
        worker.leavesItToClient = event.outcome() == Outcome.LEFT_TO_CLIENT;
        if (!worker.over) {
            noteOverrun(worker, event.atNanos());
            worker.leaseFromNanos = event.beginNanos();
        }
    }

    private void leave(Worker worker, long atNanos, boolean orderly) {
        if (!worker.over && !orderly) {
            brokenOffNanos.add(atNanos);
        }
        end(worker, atNanos, orderly);
    }

    private void end(Worker worker, long atNanos, boolean orderly) {
        if (worker.over) {
            return;
        }
        worker.over = true;
        if (!worker.unsettled.isEmpty()) {
            noteOverrun(worker, atNanos);
        }
        for (Receipt receipt : worker.unsettled.values()) {
            receipt.endedNanos = atNanos;
            receipt.leftInGoodOrder = orderly;
            receipt.perhapsBehindAnother = worker.leavesItToClient && atNanos - receipt.atNanos < leaseNanos;
        }
    }

    /** A consumer that is stuck may have been sent one message for each time its lease could run out. */
    private void noteOverrun(Worker worker, long atNanos) {
        for (long at = worker.leaseFromNanos + leaseNanos; at <= atNanos; at += leaseNanos) {
            worker.sure = false;
            hiddenReceives.add(at);
        }
    }
}
