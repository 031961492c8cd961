package io.sluice.broker.artemis.stream.read;

import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.segment.ShardLog;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * The shards of one reading, and of which of them there may be something to read: a record that is put into one of many has that one
 * looked at, and not all.
 *
 * <p>What is said to be due may be said by any thread, which waits for nobody. Everything else is under the monitor of the queue.
 */
final class ShardWindows {

    private final Map<ShardId, ShardWindow> windows = new ConcurrentHashMap<>();
    private final Queue<ShardWindow> due = new ConcurrentLinkedQueue<>();
    private int open;

    void add(ShardLog log) {
        windows.put(log.shard(), new ShardWindow(log.shard(), log));
    }

    /** Has nothing of a shard read any more. @return its window; null if there was none */
    @Nullable
    ShardWindow remove(ShardId shard) {
        stop(shard);
        return windows.remove(shard);
    }

    /** Null if there is none. */
    @Nullable
    ShardWindow of(ShardId shard) {
        return windows.get(shard);
    }

    /** Whether a window is still that of its shard. */
    boolean has(ShardWindow window) {
        return windows.get(window.shard()) == window;
    }

    List<ShardId> shards() {
        return List.copyOf(windows.keySet());
    }

    /** In the order of their shards. */
    List<ShardWindow> all() {
        return windows.values().stream()
                .sorted(Comparator.comparing(ShardWindow::shard))
                .toList();
    }

    /** How many are read now. */
    int open() {
        return open;
    }

    /** Reads from here from now on. */
    void restart(ShardId shard, long place) {
        ShardWindow window = windows.get(shard);
        if (window != null) {
            open += window.isOpen() ? 0 : 1;
            window.restart(place);
            addDue(window);
        }
    }

    /** Reads nothing any more. */
    void stop(ShardId shard) {
        ShardWindow window = windows.get(shard);
        if (window != null) {
            open -= window.isOpen() ? 1 : 0;
            window.stop();
        }
    }

    /** There may be something to read of this shard. */
    void addDue(ShardWindow window) {
        if (window.becomesDue()) {
            due.add(window);
        }
    }

    /** There may be something to read of these shards. */
    void addDue(Set<ShardId> shards) {
        for (ShardId shard : shards) {
            ShardWindow window = windows.get(shard);
            if (window != null) {
                addDue(window);
            }
        }
    }

    /** There may be something to read of any shard. */
    void addAllDue() {
        windows.values().forEach(this::addDue);
    }

    /** Takes what is due and read now; what is said to be due from now on will be there again. */
    List<ShardWindow> takeDue() {
        List<ShardWindow> taken = new ArrayList<>();
        for (ShardWindow window = due.poll(); window != null; window = due.poll()) {
            window.isLookedAt();
            if (window.isOpen()) {
                taken.add(window);
            }
        }
        return taken;
    }
}
