package io.sluice.broker.artemis.queue;

import io.sluice.broker.fifo.Shelf;
import java.util.function.Consumer;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.impl.MessageReferenceImpl;
import org.apache.activemq.artemis.utils.collections.LinkedListImpl;
import org.apache.activemq.artemis.utils.collections.NodeStore;
import org.apache.activemq.artemis.utils.collections.PriorityLinkedList;
import org.jspecify.annotations.Nullable;

/**
 * The waiting messages of a FIFO queue, in the list that Artemis keeps them in: on offer at one of its ten
 * priorities, parked at a lower one.
 *
 * <p>So all that Artemis does with the waiting messages of a queue (browsing, counting, purging, moving, expiry) sees the
 * parked ones too. Consumers walk from the highest priority down, and stop at the first parked message because they are
 * told that they are busy. An iterator that has come down goes up again only when Artemis' list notices a change of
 * priority; {@link #callBack()} makes it notice. An iterator that has passed a message which then leaves the list, and
 * was alone there, takes the same message for passed when it is put there again; {@link #takeOut} prevents that.
 *
 * <p>Artemis' list looks for a message at priority 4 first, then at the higher ones: most of what moves is parked. It asks an index for the
 * place of the message, and the index knows the {@link Seat} that is moving.
 *
 * <p>All methods are called under the monitor of the queue.
 */
final class GroupShelf implements Shelf<Seat> {

    private static final int PARKED = 4;
    private static final int IN_BETWEEN = 5;
    private static final int ON_OFFER = 6;

    private final Seats seats = new Seats();
    private final Seat bell = new Seat(new Bell());
    private @Nullable PriorityLinkedList<MessageReference> list;
    private @Nullable LookAhead lookAhead;
    private Consumer<Seat> onLeft = seat -> {};
    private int indexes;
    private int onOffer;
    private int parked;

    /** The one that is put into the list, or moved out of it, now. */
    private @Nullable Seat moving;

    /** The one that was asked for last: a message that is delivered is asked for several times. */
    private @Nullable Seat latest;

    private boolean wentDown;
    private boolean offered;

    /** Begins to work with the list whose indexes {@link #newIndex()} has made. */
    void open(PriorityLinkedList<MessageReference> waiting, LookAhead ahead, Consumer<Seat> whenOneLeaves) {
        list = waiting;
        lookAhead = ahead;
        onLeft = whenOneLeaves;
    }

    /** Whether messages wait, and none of them is for anybody. */
    boolean standsStill() {
        return onOffer == 0 && parked > 0;
    }

    /** Has the broker read its pages further than to these messages, which nobody may receive. */
    void lookFurther() {
        ahead().begin();
        seats.forEach(this::leaveOut);
    }

    /** If the broker is reading further, this new message must not stop it, unless it is for somebody. */
    void readOnPast(Seat seat) {
        leaveOut(seat);
    }

    private void leaveOut(Seat seat) {
        if (seat.leftOut == 0 && seat.priority == PARKED) {
            seat.leftOut = ahead().leaveOut(seat.message);
        }
    }

    private void countAgain(Seat seat) {
        if (seat.leftOut > 0) {
            ahead().countAgain(seat.leftOut);
            seat.leftOut = 0;
        }
    }

    private LookAhead ahead() {
        if (lookAhead == null) {
            throw new IllegalStateException("the shelf was not opened");
        }
        return lookAhead;
    }

    /** The index of one priority of the list; Artemis asks for them from the lowest to the highest. */
    NodeStore<MessageReference> newIndex() {
        return new Level(indexes++);
    }

    /** A seat for a message that comes to the shelf; it is put on it by {@link #park} or {@link #offer}. */
    Seat seatFor(MessageReference message) {
        Seat seat = new Seat(message);
        seats.add(seat);
        return seat;
    }

    /** The seat of a message; null if it is not on the shelf. */
    @Nullable
    Seat seatOf(MessageReference message) {
        Seat seat = latest;
        if (seat == null || seat.message != message) {
            seat = seats.of(message);
            latest = seat;
        }
        return seat;
    }

    @Override
    public void offer(Seat seat) {
        takeOut(seat);
        if (wentDown) {
            callBack();
        }
        addTail(seat, ON_OFFER);
        countAgain(seat);
        offered = true;
    }

    @Override
    public void park(Seat seat) {
        takeOut(seat);
        addTail(seat, PARKED);
    }

    @Override
    public void parkInFront(Seat seat) {
        takeOut(seat);
        addHead(seat, PARKED);
    }

    /** A consumer stands before this message, and stays there. */
    void noteStop(MessageReference message) {
        Seat seat = seatOf(message);
        wentDown |= seat != null && seat.priority == PARKED;
    }

    /** Has all consumers look again at what is put on offer behind what they have passed. */
    void callBack() {
        wentDown = false;
        ring(IN_BETWEEN);
        ring(ON_OFFER);
    }

    /** Whether something was put on offer since the last call. */
    boolean takeOffered() {
        boolean was = offered;
        offered = false;
        return was;
    }

    private void ring(int priority) {
        addTail(bell, priority);
        remove(bell);
    }

    /** With something in front of it, each iterator that stands at the message steps back to that and forgets the message. */
    private void takeOut(Seat seat) {
        if (seat.priority == ON_OFFER) {
            addHead(bell, ON_OFFER);
            remove(seat);
            remove(bell);
        } else if (seat.priority != Seat.NOWHERE) {
            remove(seat);
        }
    }

    private void addTail(Seat seat, int priority) {
        moving = seat;
        list().addTail(seat.message, priority);
        moving = null;
    }

    private void addHead(Seat seat, int priority) {
        moving = seat;
        list().addHead(seat.message, priority);
        moving = null;
    }

    private void remove(Seat seat) {
        moving = seat;
        list().removeWithID(null, seat.message.getMessageID());
        moving = null;
    }

    private PriorityLinkedList<MessageReference> list() {
        if (list == null) {
            throw new IllegalStateException("the shelf was not opened");
        }
        return list;
    }

    /** An element that is added and taken out at once, so that the list notices a change. */
    private static final class Bell extends MessageReferenceImpl {
        @Override
        public long getMessageID() {
            return -1;
        }
    }

    /** What stands at one priority. */
    private final class Level implements NodeStore<MessageReference> {

        private final int priority;
        private int size;

        private Level(int priority) {
            this.priority = priority;
        }

        @Override
        public void storeNode(MessageReference element, LinkedListImpl.Node<MessageReference> node) {
            Seat seat = moving == null ? seatFor(element) : moving;
            seat.priority = priority;
            seat.node = node;
            size++;
            count(1);
        }

        @Override
        public LinkedListImpl.@Nullable Node<MessageReference> getNode(@Nullable String listId, long id) {
            if (size == 0) {
                return null;
            }
            Seat seat = moving == null ? seats.get(id) : moving;
            return seat == null || seat.priority != priority ? null : seat.node;
        }

        @Override
        public void removeNode(MessageReference element, LinkedListImpl.Node<MessageReference> node) {
            size--;
            count(-1);
            Seat seat = moving == null ? seatOf(element) : moving;
            if (seat == null) {
                return;
            }
            seat.node = null;
            seat.priority = Seat.NOWHERE;
            if (moving == null) {
                countAgain(seat);
                onLeft.accept(seat);
                seats.remove(seat);
                latest = null;
            }
        }

        @Override
        public void clear() {
            seats.removeIf(this::empty);
            latest = null;
            count(-size);
            size = 0;
        }

        /** @return false if it is of another priority */
        private boolean empty(Seat seat) {
            boolean ofThis = seat.priority == priority;
            if (ofThis) {
                countAgain(seat);
            }
            return ofThis;
        }

        private void count(int more) {
            if (priority == ON_OFFER) {
                onOffer += more;
            } else if (priority == PARKED) {
                parked += more;
            }
        }

        @Override
        public int size() {
            return size;
        }
    }
}
