package io.sluice.broker.artemis.redrive;

import io.sluice.broker.admin.CancelMessageMoveTask;
import io.sluice.broker.admin.ListMessageMoveTasks;
import io.sluice.broker.admin.MessageMoves;
import io.sluice.broker.admin.StartMessageMoveTask;
import io.sluice.broker.artemis.management.ControlDesk;
import io.sluice.broker.queue.QueueCatalog;
import io.sluice.broker.redrive.MoveProgress;
import io.sluice.broker.redrive.MoveRequest;
import io.sluice.broker.redrive.MoveStarter;
import io.sluice.broker.redrive.MoveTask;
import io.sluice.broker.redrive.MoveTaskListener;
import io.sluice.broker.redrive.MoveTaskLog;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.impl.QueueImpl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The move tasks of one broker: starts them, keeps them over restarts, and answers what is asked about them. Thread-safe.
 *
 * <p>The state of a task is stored before its start is confirmed, about once a second while it moves, and when it ends. A
 * task that a stop or crash interrupts begins its walk again at the next start.
 */
public final class MoveTasks {

    private static final Logger LOGGER = LoggerFactory.getLogger(MoveTasks.class);
    private static final long STORE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ActiveMQServer server;
    private final Supplier<QueueCatalog> catalog;
    private final MoveTaskListener listener;
    private final MoveTaskLog log = new MoveTaskLog();
    private final Map<String, Long> storedAt = new ConcurrentHashMap<>();
    private volatile boolean isStopping;

    /** @param catalog what is configured now */
    public MoveTasks(ActiveMQServer server, Supplier<QueueCatalog> catalog, MoveTaskListener listener) {
        this.server = server;
        this.catalog = catalog;
        this.listener = listener;
    }

    /** What applications can ask for. */
    public Map<String, ControlDesk.Action> actions() {
        return Map.of(
                StartMessageMoveTask.ACTION,
                (request, sender) ->
                        new StartMessageMoveTask(CallerMoves.ofSession(server, this, sender)).perform(request),
                ListMessageMoveTasks.ACTION,
                (request, sender) ->
                        new ListMessageMoveTasks(CallerMoves.ofSession(server, this, sender)).perform(request),
                CancelMessageMoveTask.ACTION,
                (request, sender) ->
                        new CancelMessageMoveTask(CallerMoves.ofSession(server, this, sender)).perform(request));
    }

    /** The tasks as an operator may use them whom the broker's management has let in. */
    MessageMoves asOperator(String name) {
        return CallerMoves.ofOperator(server, this, name);
    }

    /** Goes on with what an earlier run of the broker has left. To be called when the queues are loaded. */
    public void activate() {
        isStopping = false;
        for (MoveProgress stored : store().load()) {
            MoveTask task = new MoveTask(stored);
            if (log.add(task) && task.status().isActive()) {
                LOGGER.info("redrive task {} goes on: {}", task.id(), task.progress());
                run(task);
            }
        }
    }

    /** Lets tasks come to rest; they go on after the next start. */
    public void stop() {
        isStopping = true;
    }

    QueueCatalog catalog() {
        return catalog.get();
    }

    List<MoveProgress> list(String source, int maximum) {
        return log.list(source, maximum);
    }

    Optional<MoveProgress> find(String taskId) {
        return log.find(taskId).map(MoveTask::progress);
    }

    Optional<MoveProgress> cancel(String taskId) {
        Optional<MoveTask> task = log.find(taskId).filter(MoveTask::cancel);
        task.ifPresent(this::save);
        return task.map(MoveTask::progress);
    }

    Optional<MoveProgress> start(MoveRequest request, MoveStarter starter) {
        QueueImpl queue = (QueueImpl) server.locateQueue(request.source());
        if (queue == null) {
            throw new IllegalStateException("queue " + request.source() + " was deleted meanwhile");
        }
        MoveProgress begin = MoveProgress.begin(
                UUID.randomUUID().toString(),
                request,
                starter,
                server.getStorageManager().generateID(),
                Instant.now(),
                queue.getMessageCount());
        MoveTask task = new MoveTask(begin);
        if (!log.add(task)) {
            return Optional.empty();
        }
        if (!save(task)) {
            log.remove(task);
            throw new IllegalStateException("the task could not be stored");
        }
        LOGGER.info("redrive task {} starts: {}", task.id(), begin);
        forget(request.source());
        run(task);
        return Optional.of(begin);
    }

    private void run(MoveTask task) {
        MoveRequest request = task.request();
        if (server.locateQueue(request.source()) instanceof QueueImpl queue) {
            if (!request.dryRun()) {
                listener.taskStarted(request.source());
            }
            new TaskRun(server, queue, task, Selectors.filter(request.filter()), new Keeper()).begin();
        } else {
            task.fail("AWS.SimpleQueueService.NonExistentQueue", Instant.now());
            save(task);
            LOGGER.warn("redrive task {} ends, queue {} does not exist any more", task.id(), request.source());
        }
    }

    private void forget(String source) {
        for (String id : log.trim(source)) {
            try {
                store().delete(id);
            } catch (Exception e) {
                LOGGER.warn("the ended redrive task {} could not be deleted", id, e);
            }
        }
    }

    /** @return false if the state could not be stored */
    private boolean save(MoveTask task) {
        if (task.request().dryRun()) {
            return true;
        }
        try {
            store().store(task.progress());
            storedAt.put(task.id(), System.nanoTime());
            return true;
        } catch (Exception e) {
            LOGGER.error("the state of redrive task {} could not be stored", task.id(), e);
            return false;
        }
    }

    private MoveTaskStore store() {
        return new MoveTaskStore(server.getStorageManager());
    }

    private final class Keeper implements TaskRun.Observer {

        @Override
        public boolean isStopping() {
            return isStopping;
        }

        @Override
        public void moved(MoveTask task, int messages) {
            if (task.request().dryRun()) {
                return;
            }
            listener.messagesMoved(task.request().source(), messages);
            if (System.nanoTime() - storedAt.getOrDefault(task.id(), 0L) >= STORE_NANOS) {
                save(task);
            }
        }

        @Override
        public void ended(MoveTask task) {
            save(task);
            storedAt.remove(task.id());
            if (!task.request().dryRun()) {
                listener.taskEnded(task.request().source(), task.status().name());
            }
            LOGGER.info("redrive task {} ended: {}", task.id(), task.progress());
        }
    }
}
