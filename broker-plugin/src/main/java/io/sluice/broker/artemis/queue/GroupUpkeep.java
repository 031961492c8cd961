package io.sluice.broker.artemis.queue;

import io.sluice.broker.fifo.MessageGroups;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the groups of a FIFO queue in order while messages leave them and consumers get room: what can be given to somebody because of that
 * goes on offer.
 *
 * <p>Thread-safe, but for the methods that ask for the monitor of the queue.
 */
final class GroupUpkeep {

    /** The sequence number of a message that is done, whose place in its group is of no more use. */
    static final long ENDED = -1;

    /** A consumer that has settled this part of what it had has three times as much left. */
    private static final int PART_THAT_MAY_WAIT = 4;

    /** What the thread acknowledges by itself at the moment. */
    private static final ThreadLocal<@Nullable MessageReference> LEAVES_LATER = new ThreadLocal<>();

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final FifoQueue queue;
    private final MessageGroups<SimpleString, Seat, LeasedConsumer> groups;
    private final GroupShelf shelf;
    private final UnreadPages unread;
    private final WrittenLeases written = new WrittenLeases();
    private final AtomicBoolean lookPlanned = new AtomicBoolean();
    private final AtomicBoolean roomNoted = new AtomicBoolean();
    private boolean arrangementDue;

    GroupUpkeep(FifoQueue queue, MessageGroups<SimpleString, Seat, LeasedConsumer> groups, GroupShelf shelf) {
        this.queue = queue;
        this.groups = groups;
        this.shelf = shelf;
        this.unread = new UnreadPages(queue, shelf);
    }

    /** Puts what has changed in order. Holds the monitor of the queue. */
    void arrange() {
        groups.arrange();
        unread.watch();
    }

    /** A consumer was given a message. Holds the monitor of the queue. */
    void moved() {
        unread.moved();
    }

    /** A message is gone from the list; Artemis is still changing it, so the groups are arranged later. Holds the monitor of the queue. */
    void left(Seat seat) {
        var group = Objects.requireNonNull(seat.group, "a message that waits has a group");
        if (groups.remove(group, seat.message.getSequence()) && !arrangementDue) {
            arrangementDue = true;
            queue.flushOnIntermediate(this::arrangeAfterRemoval);
        }
    }

    private void arrangeAfterRemoval() {
        arrangementDue = false;
        shelf.callBack();
        arrange();
        if (shelf.takeOffered()) {
            queue.deliverAsync();
        }
    }

    /**
     * The records of acknowledgements that Artemis committed at once are written; the disk confirms them later. The journal
     * keeps the order of its records, so no acknowledgement of a later message of the group survives a crash without it.
     */
    void acknowledged(WrittenAcknowledgements acknowledged) {
        if (written.add(acknowledged)) {
            queue.getExecutor().execute(this::endWritten);
        } else if (lookPlanned.compareAndSet(false, true)) {
            queue.schedule(this::look, LOOK_NANOS);
        }
    }

    /** Whatever has not had anybody called, because it may wait or because the groups were changing, waits no longer than this. */
    private void look() {
        lookPlanned.set(false);
        if (!written.isEmpty()) {
            arrangeAndDeliver();
        }
    }

    private void endWritten() {
        written.begin();
        arrangeAndDeliver();
    }

    /** Lets all leave whose acknowledgements are written. Holds the monitor of the queue. @return false if there is nothing to put in order */
    boolean endAllWritten() {
        boolean any = !written.isEmpty() && written.leave(groups, queue.nanoTime());
        if (any) {
            unread.moved();
        }
        return any;
    }

    /** A message that this thread acknowledges leaves its group with the others that are {@link #acknowledged}; null if there is none. */
    void leavesLater(@Nullable MessageReference reference) {
        LEAVES_LATER.set(reference);
    }

    /**
     * Lets a message leave that is acknowledged for good. One that is still on the shelf, as one that management expires, leaves its group when it
     * leaves the list.
     *
     * @return false if nothing has left: it was ended before, or is still there
     */
    boolean end(MessageReference reference) {
        if (reference.getSequence() == ENDED || LEAVES_LATER.get() == reference) {
            return false;
        }
        synchronized (queue) {
            boolean others = endAllWritten();
            long number = reference.getSequence();
            if (number == ENDED || shelf.seatOf(reference) != null) {
                return others;
            }
            groups.end(GroupName.of(reference.getMessage()), number, queue.nanoTime());
            reference.setSequence(ENDED);
            unread.moved();
            return true;
        }
    }

    void arrangeAndDeliver() {
        synchronized (queue) {
            endAllWritten();
            arrange();
            written.mayWait(queue.consumers().leastInFlight() / PART_THAT_MAY_WAIT);
            if (!shelf.takeOffered()) {
                return;
            }
        }
        queue.deliverAsync();
    }

    /** A consumer that could take no more can take some again. */
    void hasRoom() {
        if (roomNoted.compareAndSet(false, true)) {
            queue.getExecutor().execute(this::offerToThoseWithRoom);
        }
    }

    private void offerToThoseWithRoom() {
        roomNoted.set(false);
        synchronized (queue) {
            endAllWritten();
            groups.haveRoom();
            arrange();
        }
        queue.deliverAsync();
    }
}
