package io.sluice.broker.contract;

import static org.awaitility.Awaitility.await;

import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.SettlementRefused;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import io.sluice.broker.fixture.WorkerOptions;
import jakarta.jms.JMSException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Plays one cell of the matrix on a queue of its own.
 *
 * <p>The queue has three messages: {@code b1} is with a bystander all the time; {@code m1} is the one that is settled, and
 * {@code m2} waits behind it in the buffer of the same client. After the settlement everybody works on until the queue is
 * empty. What was delivered to whom, and what the broker counts as acknowledged and as dead-lettered, is the evidence.
 */
final class CellRun implements AutoCloseable {

    private static final Duration GLANCE = Duration.ofMillis(20);
    private static final Duration LISTENER_GLANCE = Duration.ofMillis(150);
    private static final Duration POLL = Duration.ofMillis(2);
    private static final int MESSAGES = 3;

    private final MatrixScene scene;
    private final MatrixCell cell;
    private final MatrixTimeout timeout;
    private final Ability.Can ability;
    private final Workshop shop;
    private final Queue queue;
    private final List<Worker> open = new ArrayList<>();
    private final List<Worker> working = new ArrayList<>();
    private final List<Received> unsettled = new ArrayList<>();
    private final CellEvidence evidence = new CellEvidence();
    private @Nullable Received withOther;
    private boolean slow;

    @FunctionalInterface
    private interface Step {
        void take() throws JMSException;
    }

    CellRun(MatrixScene scene, MatrixCell cell, MatrixTimeout timeout) {
        this.scene = scene;
        this.cell = cell;
        this.timeout = timeout;
        ability = (Ability.Can) WorkerAbilities.of(cell.kind(), cell.settlement());
        shop = Workshop.at(scene.broker(), timeout.word(), cell.queueKind().suffix());
        queue = scene.broker().queue(shop.queue());
    }

    /** Plays the cell. @param offset when a settlement that races with the timeout is fired, seen from the deadline */
    CellEvidence play(Duration offset) throws Exception {
        Worker bystander = open(Workshop.AMQP, WorkerOptions.DEFAULT.selecting(MatrixScene.FOR_BYSTANDER));
        long sent = System.nanoTime();
        scene.sendToBystander(shop.queue(), "b1");
        Received b1 = bystander.receive();
        inTimeSince(sent, () -> scene.extend(shop.queue(), b1));
        Worker subject = open(cell.kind(), WorkerOptions.DEFAULT);
        working.add(subject);
        scene.send(shop.queue(), "m1", "m2");
        Received m1 = subject.receive();
        long received = System.nanoTime();
        inTimeSince(received, () -> soon("all are in flight", () -> queue.getDeliveringCount() == MESSAGES));
        arrange(received, offset);
        long arranged = System.nanoTime();
        settle(subject, m1);
        workOn(subject);
        noteTimeSince(arranged);
        bystander.acknowledge(b1);
        soon("the queue is empty", () -> queue.getMessageCount() == 0);
        open.remove(bystander);
        bystander.close();
        probe(subject);
        evidence.takeCounts(queue);
        return evidence;
    }

    /** Carries out what a machine that is fast enough has done long before the visibility timeout, as counted from a moment on. */
    private void inTimeSince(long moment, Step step) throws JMSException {
        try {
            step.take();
        } finally {
            noteTimeSince(moment);
        }
    }

    private void noteTimeSince(long moment) {
        slow |= timeout.isMoreThanHalf(System.nanoTime() - moment);
    }

    /** Whether the machine was too slow to keep the moment of the cell, so that nothing follows from this run. */
    boolean wasTooSlow() {
        return slow;
    }

    private void arrange(long received, Duration offset) throws Exception {
        switch (cell.moment()) {
            case IN_TIME -> {}
            case AT_EXPIRY -> {
                Worker ready = openOther();
                ready.receive(Duration.ofMillis(1));
                working.add(ready);
                parkUntil(received + timeout.duration().plus(offset).toNanos());
            }
            case WAITS_AGAIN -> {
                queue.pause();
                noteTimeSince(received);
                soon("only the bystander has a message", () -> queue.getDeliveringCount() == 1);
            }
            case SENT_AGAIN -> soon("m1 is sent again", this::isInDeliveryAgain);
            case HAD_BY_ANOTHER, WITH_ANOTHER, DONE_BY_ANOTHER -> letAnotherHaveIt(received);
        }
    }

    private void letAnotherHaveIt(long received) throws Exception {
        Worker other = openOther();
        noteTimeSince(received);
        Received message = other.receive();
        slow |= message.receiveCount() != cell.moment().receives();
        evidence.expectedAtOther(message);
        switch (cell.moment()) {
            case HAD_BY_ANOTHER -> {
                queue.pause();
                other.fail(message);
                soon("only the bystander has a message", () -> queue.getDeliveringCount() == 1);
            }
            case WITH_ANOTHER -> {
                scene.extend(shop.queue(), message);
                withOther = message;
            }
            default -> {
                // m2, which only waits, would be offered to the silent subject when the other has no use for it
                queue.pause();
                other.acknowledge(message);
            }
        }
        working.add(other);
    }

    private boolean isInDeliveryAgain() {
        return queue.getDeliveringMessages().values().stream()
                .flatMap(List::stream)
                .mapToInt(MessageReference::getDeliveryCount)
                .anyMatch(count -> count > 1);
    }

    private void settle(Worker subject, Received m1) throws Exception {
        int consumers = queue.getConsumerCount();
        boolean leaves = cell.settlement().endsConsumer() || ability.closesConsumer();
        try {
            ability.action().settle(subject, m1);
        } catch (SettlementRefused refusal) {
            evidence.refused(refusal);
        }
        if (leaves) {
            working.remove(subject);
            soon("the consumer is gone", () -> queue.getConsumerCount() == consumers - 1);
        } else if (WorkerAbilities.isListening(cell.kind())) {
            // its next message shows that the client has sent the settlement
            subject.receive(LISTENER_GLANCE).ifPresent(next -> {
                evidence.delivered(next, true);
                unsettled.add(next);
            });
            subject.awaitBroker();
        }
        if (cell.settlement().endsConnection()) {
            open.remove(subject);
        }
    }

    private void workOn(Worker subject) {
        queue.resume();
        if (withOther != null) {
            working.get(working.size() - 1).fail(withOther);
        }
        unsettled.forEach(message -> acknowledge(subject, message));
        if (working.isEmpty()) {
            working.add(openOther());
        }
        soon("the others are finished", () -> {
            for (Worker worker : List.copyOf(working)) {
                workOn(worker, worker == subject);
            }
            return queue.getMessageCount() <= 1;
        });
    }

    private void workOn(Worker worker, boolean isSubject) {
        worker.receive(GLANCE)
                .ifPresentOrElse(
                        message -> {
                            evidence.delivered(message, isSubject);
                            acknowledge(worker, message);
                        },
                        () -> {
                            if (isSubject && WorkerAbilities.isLazy(cell.kind())) {
                                worker.closeConsumer();
                                working.remove(worker);
                            }
                        });
    }

    private void acknowledge(Worker worker, Received message) {
        try {
            worker.acknowledge(message);
        } catch (SettlementRefused stale) {
            evidence.refusedLater(message);
        }
    }

    /** Who is still there has all it needs to go on, and does so when there is nobody else. */
    private void probe(Worker subject) throws JMSException {
        for (Worker worker : open) {
            evidence.observe(worker, working.contains(worker));
        }
        if (!working.remove(subject)) {
            return;
        }
        working.forEach(Worker::close);
        soon("the consumer is gone", () -> queue.getConsumerCount() == 1);
        long sent = System.nanoTime();
        scene.send(shop.queue(), "after");
        Received next = subject.receive();
        while (!next.body().equals("after")) {
            evidence.delivered(next, true);
            acknowledge(subject, next);
            next = subject.receive();
        }
        Received after = next;
        inTimeSince(sent, () -> subject.acknowledge(after));
        soon("the queue is empty", () -> queue.getMessageCount() == 0);
        evidence.wentOn();
    }

    private Worker openOther() {
        return open(Workshop.AMQP, WorkerOptions.DEFAULT.withPrefetch(0));
    }

    private Worker open(WorkerKind kind, WorkerOptions options) {
        Worker worker = shop.open(kind, options);
        open.add(worker);
        return worker;
    }

    private static void parkUntil(long nanoTime) {
        for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private void soon(String what, Callable<Boolean> fact) {
        await(what)
                .atMost(Worker.PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(POLL)
                .until(fact);
    }

    @Override
    public String toString() {
        return cell + " in " + shop.queue() + ": " + evidence + ", " + queue.getMessageCount() + " messages left, "
                + queue.getDeliveringMessages();
    }

    @Override
    public void close() {
        shop.close();
    }
}
