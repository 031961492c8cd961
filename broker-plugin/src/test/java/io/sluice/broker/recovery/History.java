package io.sluice.broker.recovery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/** What happened, as it was recorded by all threads of a test. Append-only and thread-safe. */
final class History {

    private final Queue<HistoryEvent> events = new ConcurrentLinkedQueue<>();
    private final AtomicLong waiting = new AtomicLong();
    private final long startNanos = System.nanoTime();

    /** Nanoseconds since this history began; never goes back. */
    long now() {
        return System.nanoTime() - startNanos;
    }

    void add(HistoryEvent event) {
        events.add(event);
        if (event instanceof HistoryEvent.Sent) {
            waiting.incrementAndGet();
        } else if (event instanceof HistoryEvent.Settled settled && settled.how() == HistoryEvent.How.ACKNOWLEDGED) {
            waiting.decrementAndGet();
        }
    }

    /** All events so far in the order of their times; events of one thread keep their order. */
    List<HistoryEvent> events() {
        List<HistoryEvent> sorted = new ArrayList<>(events);
        sorted.sort(Comparator.comparingLong(HistoryEvent::atNanos));
        return sorted;
    }

    /** How many events are of this kind. */
    long count(Predicate<HistoryEvent> kind) {
        return events.stream().filter(kind).count();
    }

    /** A rough number of the messages that wait in the queue: good enough to hold producers back. */
    long sentButNotSettled() {
        return waiting.get();
    }

    /** Writes one event a line. */
    Path writeTo(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            return Files.write(file, events().stream().map(Object::toString).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
