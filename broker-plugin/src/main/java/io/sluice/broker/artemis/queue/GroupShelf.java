package io.sluice.broker.artemis.queue;

import io.netty.util.collection.LongObjectHashMap;
import io.sluice.broker.fifo.MessageGroup;
import io.sluice.broker.fifo.Shelf;
import java.util.function.Consumer;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.impl.MessageReferenceImpl;
import org.apache.activemq.artemis.utils.collections.LinkedListImpl;
import org.apache.activemq.artemis.utils.collections.NodeStore;
import org.apache.activemq.artemis.utils.collections.PriorityLinkedList;
import org.jspecify.annotations.Nullable;

/**
 * The waiting messages of a FIFO queue, in the list that Artemis keeps them in: on offer at the highest of its ten
 * priorities, parked at the lowest.
 *
 * <p>So all that Artemis does with the waiting messages of a queue (browsing, counting, purging, moving, expiry) sees the
 * parked ones too. Consumers walk from the highest priority down, and stop at the first parked message because they are
 * told that they are busy. An iterator that has come down goes up again only when Artemis' list notices a change of
 * priority; {@link #callBack()} makes it notice. An iterator that has passed a message which then leaves the list, and
 * was alone there, takes the same message for passed when it is put there again; {@link #takeOut} prevents that.
 *
 * <p>All methods are called under the monitor of the queue.
 */
final class GroupShelf implements Shelf<MessageReference> {

    private static final int ON_OFFER = 9;
    private static final int IN_BETWEEN = 8;
    private static final int PARKED = 0;
    private static final int NOWHERE = -1;

    private final LongObjectHashMap<Seat> seats = new LongObjectHashMap<>();
    private final Bell bell = new Bell();
    private @Nullable PriorityLinkedList<MessageReference> list;
    private @Nullable LookAhead lookAhead;
    private Consumer<MessageReference> onLeft = reference -> {};
    private int indexes;
    private int onOffer;
    private int parked;
    private boolean moving;
    private boolean wentDown;
    private boolean offered;

    /** Begins to work with the list whose indexes {@link #newIndex()} has made. */
    void open(PriorityLinkedList<MessageReference> waiting, LookAhead ahead, Consumer<MessageReference> whenOneLeaves) {
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
        seats.values().forEach(this::leaveOut);
    }

    /** If the broker is reading further, this new message must not stop it, unless it is for somebody. */
    void readOnPast(MessageReference message) {
        Seat seat = seats.get(message.getMessageID());
        if (seat != null) {
            leaveOut(seat);
        }
    }

    private void leaveOut(Seat seat) {
        if (seat.leftOut == 0
                && seat.message != null
                && seat.node != null
                && seat.level != null
                && seat.level.priority == PARKED) {
            seat.leftOut = ahead().leaveOut(seat.message);
        }
    }

    private void countAgain(Seat seat) {
        ahead().countAgain(seat.leftOut);
        seat.leftOut = 0;
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

    /** Remembers the group of a message for as long as it is on the shelf. */
    void seat(MessageReference message, MessageGroup<SimpleString, MessageReference, LeasedConsumer> group) {
        seatOf(message).group = group;
    }

    private Seat seatOf(MessageReference message) {
        long id = message.getMessageID();
        Seat seat = seats.get(id);
        if (seat == null) {
            seat = new Seat();
            seats.put(id, seat);
        }
        return seat;
    }

    /** The group of a message; null if it is not on the shelf. */
    @Nullable
    MessageGroup<SimpleString, MessageReference, LeasedConsumer> groupOf(MessageReference message) {
        Seat seat = seats.get(message.getMessageID());
        return seat == null ? null : seat.group;
    }

    @Override
    public void offer(MessageReference message) {
        takeOut(message);
        if (wentDown) {
            callBack();
        }
        list().addTail(message, ON_OFFER);
        countAgain(seatOf(message));
        offered = true;
    }

    @Override
    public void park(MessageReference message) {
        takeOut(message);
        list().addTail(message, PARKED);
    }

    @Override
    public void parkInFront(MessageReference message) {
        takeOut(message);
        list().addHead(message, PARKED);
    }

    /** A consumer stands before this message, and stays there. */
    void noteStop(MessageReference message) {
        wentDown |= priorityOf(message) == PARKED;
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
        list().addTail(bell, priority);
        remove(bell);
    }

    /** With something in front of it, each iterator that stands at the message steps back to that and forgets the message. */
    private void takeOut(MessageReference message) {
        int priority = priorityOf(message);
        if (priority == ON_OFFER) {
            list().addHead(bell, ON_OFFER);
            remove(message);
            remove(bell);
        } else if (priority != NOWHERE) {
            remove(message);
        }
    }

    private int priorityOf(MessageReference message) {
        Seat seat = seats.get(message.getMessageID());
        return seat == null || seat.node == null || seat.level == null ? NOWHERE : seat.level.priority;
    }

    private void remove(MessageReference message) {
        moving = true;
        list().removeWithID(null, message.getMessageID());
        moving = false;
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

    /** Where a message stands; none while it moves. */
    private static final class Seat {
        private @Nullable MessageGroup<SimpleString, MessageReference, LeasedConsumer> group;
        private @Nullable Level level;
        private LinkedListImpl.@Nullable Node<MessageReference> node;
        private @Nullable MessageReference message;

        /** What {@link LookAhead} has left out for this message. */
        private int leftOut;
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
            Seat seat = seatOf(element);
            seat.level = this;
            seat.node = node;
            seat.message = element;
            size++;
            count(1);
        }

        @Override
        public LinkedListImpl.@Nullable Node<MessageReference> getNode(@Nullable String listId, long id) {
            Seat seat = size == 0 ? null : seats.get(id);
            return seat == null || seat.level != this ? null : seat.node;
        }

        @Override
        public void removeNode(MessageReference element, LinkedListImpl.Node<MessageReference> node) {
            size--;
            count(-1);
            long id = element.getMessageID();
            if (moving) {
                seats.get(id).node = null;
            } else {
                countAgain(seatOf(element));
                onLeft.accept(element);
                seats.remove(id);
            }
        }

        @Override
        public void clear() {
            seats.values().stream().filter(this::holds).forEach(GroupShelf.this::countAgain);
            seats.values().removeIf(this::holds);
            count(-size);
            size = 0;
        }

        private boolean holds(Seat seat) {
            return seat.level == this && seat.node != null;
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
