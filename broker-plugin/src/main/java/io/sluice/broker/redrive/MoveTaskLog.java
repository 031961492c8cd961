package io.sluice.broker.redrive;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The tasks of a broker: at most one active per source, and the last {@value #KEPT_PER_SOURCE} of each source, of at most
 * {@value #KEPT_IN_ALL} in all. Thread-safe.
 */
public final class MoveTaskLog {

    /** As many as SQS lists. */
    public static final int KEPT_PER_SOURCE = 10;

    static final int KEPT_IN_ALL = 1_000;

    private final Map<String, MoveTask> tasks = new LinkedHashMap<>();

    /** Adds a task. @return false if its source has an active one */
    public synchronized boolean add(MoveTask task) {
        boolean isBusy = task.status().isActive()
                && of(task.request().source()).anyMatch(other -> other.status().isActive());
        if (!isBusy) {
            tasks.put(task.id(), task);
        }
        return !isBusy;
    }

    /** Takes out a task that could not be started. */
    public synchronized void remove(MoveTask task) {
        tasks.remove(task.id());
    }

    /** Forgets the oldest tasks above the limits. @return their ids */
    public synchronized List<String> trim(String source) {
        List<String> forgotten = new ArrayList<>();
        forget(of(source).toList(), KEPT_PER_SOURCE, forgotten);
        forget(List.copyOf(tasks.values()), KEPT_IN_ALL, forgotten);
        return forgotten;
    }

    private void forget(List<MoveTask> candidates, int kept, List<String> forgotten) {
        List<MoveTask> ended = candidates.stream()
                .filter(task -> !task.status().isActive())
                .sorted(Comparator.comparing(MoveTaskLog::started))
                .toList();
        int surplus = Math.min(ended.size(), candidates.size() - kept);
        for (int i = 0; i < surplus; i++) {
            tasks.remove(ended.get(i).id());
            forgotten.add(ended.get(i).id());
        }
    }

    /** The task of this id. */
    public synchronized Optional<MoveTask> find(String id) {
        return Optional.ofNullable(tasks.get(id));
    }

    /** The tasks of a source, newest first. */
    public synchronized List<MoveProgress> list(String source, int maximum) {
        return of(source)
                .sorted(Comparator.comparing(MoveTaskLog::started).reversed())
                .limit(maximum)
                .map(MoveTask::progress)
                .toList();
    }

    /** All tasks that move messages. */
    public synchronized List<MoveTask> active() {
        return tasks.values().stream().filter(task -> task.status().isActive()).toList();
    }

    private Stream<MoveTask> of(String source) {
        return tasks.values().stream().filter(task -> task.request().source().equals(source));
    }

    private static Instant started(MoveTask task) {
        return task.progress().started();
    }
}
