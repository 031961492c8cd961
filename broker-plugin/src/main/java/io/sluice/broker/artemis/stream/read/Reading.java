package io.sluice.broker.artemis.stream.read;

import io.sluice.broker.artemis.queue.RecordOrder;
import io.sluice.broker.artemis.queue.RecordQueue;
import io.sluice.broker.artemis.queue.RecordReference;
import io.sluice.broker.stream.ConsumerGroupSettings;
import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.group.Checkpoint;
import io.sluice.broker.stream.group.ConsumerGroup;
import io.sluice.broker.stream.group.GroupChanges;
import io.sluice.broker.stream.group.Settlement;
import io.sluice.broker.stream.segment.ShardLog;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.activemq.artemis.utils.actors.ArtemisExecutor;
import org.jspecify.annotations.Nullable;

/**
 * One reader of a stream, a consumer group or a consumer with a position of its own: brings {@link ConsumerGroup}, which
 * decides, together with the queue that delivers and the {@link Pump} that reads ahead.
 *
 * <p>The monitor of the queue is the lock of everything here: what the queue asks when it offers a record and what it tells
 * when the record is handed over cannot be separated by anything else that happens to the group. What follows from an event
 * and takes longer is done on the executor of the reading.
 */
final class Reading implements RecordOrder {

    private final ConsumerGroup<Object> group;
    private final Checkpoints checkpoints;
    private final ShardWindows windows = new ShardWindows();
    private final ArtemisExecutor executor;
    private final AtomicBoolean workIsDue = new AtomicBoolean();
    private @Nullable RecordQueue queue;
    private @Nullable Pump pump;
    private int consumers;
    private volatile boolean hasConsumers;
    private boolean lookAgain;
    private boolean anythingStale;
    private volatile boolean stopped;

    Reading(ConsumerGroupSettings settings, Checkpoints checkpoints, ArtemisExecutor executor) {
        this.group = new ConsumerGroup<>(settings);
        this.checkpoints = checkpoints;
        this.executor = executor;
    }

    /** Begins to serve a queue. */
    void serve(RecordQueue served, Pump itsPump) {
        queue = served;
        pump = itsPump;
        checkpoints.collectWith(this::noteCheckpoints);
        wake();
    }

    RecordQueue queue() {
        RecordQueue served = queue;
        if (served == null) {
            throw new IllegalStateException("the reading has no queue yet");
        }
        return served;
    }

    // ---- shards -----------------------------------------------------------------------------------------------------

    void addShard(ShardLog log, List<ShardId> parents, long firstPlace, Checkpoint start) {
        synchronized (queue()) {
            windows.add(log);
            group.addShard(log.shard(), parents, firstPlace, start);
            carryOut();
        }
    }

    void removeShard(ShardId shard) {
        synchronized (queue()) {
            group.removeShard(shard, System.nanoTime());
            ShardWindow window = windows.remove(shard);
            if (window != null) {
                anythingStale = true;
                executor.execute(() -> close(List.of(window)));
            }
            carryOut();
        }
    }

    List<ShardId> shards() {
        synchronized (queue()) {
            return windows.shards();
        }
    }

    /** Applies other settings of the group. */
    void configure(ConsumerGroupSettings settings) {
        synchronized (queue()) {
            group.configure(settings);
        }
    }

    /** Goes on elsewhere, in those of the shards that are still there. */
    void seek(Map<ShardId, Long> places) {
        Map<ShardId, Long> known = new HashMap<>(places);
        synchronized (queue()) {
            known.keySet().retainAll(windows.shards());
            group.seek(known, System.nanoTime());
            carryOut();
        }
    }

    /** How far it is in each shard. */
    List<GroupState> states() {
        synchronized (queue()) {
            return windows.all().stream().map(this::state).toList();
        }
    }

    /** How far it is in one shard; empty if it does not read that. */
    Optional<GroupState> state(ShardId shard) {
        synchronized (queue()) {
            return Optional.ofNullable(windows.of(shard)).map(this::state);
        }
    }

    private GroupState state(ShardWindow window) {
        return new GroupState(
                group.checkpoint(window.shard()),
                group.owner(window.shard()).isPresent(),
                window.givenRecords(),
                window.givenBytes());
    }

    // ---- what the queue asks and tells
    // --------------------------------------------------------------------------------

    @Override
    public void joined(Object consumer) {
        consumers++;
        hasConsumers = true;
        group.join(consumer);
        carryOut();
    }

    @Override
    public void left(Object consumer) {
        consumers--;
        hasConsumers = consumers > 0;
        group.leave(consumer, false, System.nanoTime());
        carryOut();
    }

    @Override
    public boolean admits(Object consumer, RecordReference record) {
        return !record.isStale() && group.admits(consumer, record.shard(), record.place());
    }

    @Override
    public boolean isLowest(RecordReference record) {
        return !record.isStale() && group.checkpoint(record.shard()).next() >= record.place();
    }

    @Override
    public void delivered(Object consumer, RecordReference record) {
        group.delivered(consumer, record.shard(), record.place(), System.nanoTime());
        ShardWindow window = windowOf(record);
        window.given(record.bytes());
        passSkipped(window);
    }

    @Override
    public void done(@Nullable Object consumer, RecordReference record) {
        if (record.isStale()) {
            return;
        }
        ShardWindow window = windowOf(record);
        boolean isWanted = window.level().removed(record.bytes());
        if (isWanted) {
            windows.addDue(window);
        }
        Settlement settlement = consumer == null
                ? Settlement.IGNORED
                : group.acknowledged(consumer, record.shard(), record.place(), System.nanoTime());
        if (settlement == Settlement.IGNORED && record.place() >= group.next(record.shard())) {
            window.skip(record.place());
        }
        lookAgain |= settlement == Settlement.PROCESSED_LATE;
        passSkipped(window);
        checkpoints.changed();
        if (isWanted || lookAgain || group.hasMoved()) {
            wake();
        }
    }

    /** Has the checkpoints noted that have changed since the last time. */
    private void noteCheckpoints() {
        synchronized (queue()) {
            if (!stopped) {
                takeOver();
            }
            if (lookAgain) {
                wake();
            }
        }
    }

    private static ShardWindow windowOf(RecordReference record) {
        return (ShardWindow) record.source();
    }

    private void passSkipped(ShardWindow window) {
        ShardId shard = window.shard();
        while (window.hasSkipped() && window.takeSkipped(group.next(shard))) {
            group.pass(shard, group.next(shard));
        }
    }

    @Override
    public void returned(Object consumer, RecordReference record) {
        group.returned(consumer, record.shard(), record.place(), false, System.nanoTime());
        carryOut();
    }

    @Override
    public void hangs(Object consumer) {
        group.hangs(consumer, System.nanoTime());
        carryOut();
    }

    @Override
    public void showsLife(Object consumer) {
        group.showsLife(consumer);
        carryOut();
    }

    // ---- what follows
    // -------------------------------------------------------------------------------------------------

    /** Takes over what changed in the group, and has the rest done soon; under the monitor of the queue. */
    private void carryOut() {
        takeOver();
        wake();
    }

    private void takeOver() {
        GroupChanges changes = group.changes();
        changes.unreadable().forEach(windows::stop);
        for (ShardId shard : changes.readable()) {
            windows.restart(shard, group.next(shard));
        }
        anythingStale |= !changes.unreadable().isEmpty() || !changes.readable().isEmpty();
        lookAgain |= !changes.rewound().isEmpty() || anythingStale;
        checkpoints.note(changes.checkpoints());
    }

    /** Records of these shards can be read. For any thread, which waits for nobody. */
    void readable(Set<ShardId> shards) {
        windows.addDue(shards);
        if (hasConsumers) {
            wake();
        }
    }

    /** Something may be said of any shard that was not before. For any thread. */
    void lookAtAll() {
        windows.addAllDue();
        wake();
    }

    /** There may be something to read of this shard. For any thread. */
    void lookAt(ShardWindow window) {
        windows.addDue(window);
        wake();
    }

    /** Has the work done that is due, and records read ahead that can be. For any thread. */
    void wake() {
        if (!stopped && pump != null && workIsDue.compareAndSet(false, true)) {
            executor.execute(this::work);
        }
    }

    private void work() {
        workIsDue.set(false);
        Pump its = pump;
        if (stopped || its == null) {
            return;
        }
        boolean lookNow;
        boolean clearNow;
        List<ShardWindow> readable = List.of();
        int open;
        synchronized (queue()) {
            takeOver();
            lookNow = lookAgain;
            clearNow = anythingStale;
            lookAgain = false;
            anythingStale = false;
            if (consumers > 0) {
                readable = windows.takeDue();
            }
            open = windows.open();
        }
        if (clearNow) {
            queue().clearStale();
        }
        if (lookNow) {
            queue().resetAllIterators();
            queue().deliverAsync();
        }
        its.fill(readable, open);
    }

    /** A reader was told that a shard is closed and has no record from this place on. */
    void ended(ShardId shard, long place) {
        synchronized (queue()) {
            if (windows.of(shard) != null) {
                group.ended(shard, place);
                carryOut();
            }
        }
    }

    /**
     * A reader was told that records are not kept any more.
     *
     * @return false if some in front of them are still being worked on, which is to be waited for
     */
    boolean trimmed(ShardWindow window, long from, long horizon) {
        synchronized (queue()) {
            if (!windows.has(window) || !window.isOpen()) {
                return true;
            }
            if (group.checkpoint(window.shard()).next() < from) {
                window.level().awaitEnd();
                return false;
            }
            window.missed(horizon - from);
            group.trimmed(window.shard(), horizon, System.nanoTime());
            carryOut();
            return true;
        }
    }

    /** A record cannot be shown to anybody. */
    void skip(ShardWindow window, int round, long place) {
        synchronized (queue()) {
            if (window.round() == round && windows.has(window)) {
                window.skip(place);
                passSkipped(window);
                carryOut();
            }
        }
    }

    /** Reads no further. */
    void stop() {
        stopped = true;
        synchronized (queue()) {
            takeOver();
        }
        executor.execute(this::closeReaders);
        checkpoints.flush();
    }

    private void closeReaders() {
        List<ShardWindow> all;
        synchronized (queue()) {
            all = windows.all();
        }
        close(all);
    }

    private void close(List<ShardWindow> unused) {
        Pump its = pump;
        if (its != null) {
            its.close(unused);
        }
    }
}
