package io.sluice.broker.artemis.queue;

import io.netty.util.collection.LongObjectHashMap;
import io.sluice.broker.fifo.Shelf;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
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

    private final List<Level> levels = new ArrayList<>();
    private final Bell bell = new Bell();
    private @Nullable PriorityLinkedList<MessageReference> list;
    private Consumer<MessageReference> onLeft = reference -> {};
    private boolean moving;
    private boolean wentDown;
    private boolean offered;

    /** Begins to work with the list whose indexes {@link #newIndex()} has made. */
    void open(PriorityLinkedList<MessageReference> waiting, Consumer<MessageReference> whenOneLeaves) {
        list = waiting;
        onLeft = whenOneLeaves;
    }

    /** The index of one priority of the list; Artemis asks for them from the lowest to the highest. */
    NodeStore<MessageReference> newIndex() {
        Level level = new Level();
        levels.add(level);
        return level;
    }

    @Override
    public void offer(MessageReference message) {
        takeOut(message);
        if (wentDown) {
            callBack();
        }
        list().addTail(message, ON_OFFER);
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
        wentDown |= levels.get(PARKED).contains(message.getMessageID());
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
        long id = message.getMessageID();
        if (levels.get(ON_OFFER).contains(id)) {
            list().addHead(bell, ON_OFFER);
            remove(message);
            remove(bell);
        } else if (levels.get(PARKED).contains(id)) {
            remove(message);
        }
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

    /** What stands at one priority. */
    private final class Level implements NodeStore<MessageReference> {

        private final LongObjectHashMap<LinkedListImpl.Node<MessageReference>> nodes = new LongObjectHashMap<>();

        private boolean contains(long id) {
            return nodes.containsKey(id);
        }

        @Override
        public void storeNode(MessageReference element, LinkedListImpl.Node<MessageReference> node) {
            nodes.put(element.getMessageID(), node);
        }

        @Override
        public LinkedListImpl.@Nullable Node<MessageReference> getNode(@Nullable String listId, long id) {
            return nodes.get(id);
        }

        @Override
        public void removeNode(MessageReference element, LinkedListImpl.Node<MessageReference> node) {
            nodes.remove(element.getMessageID());
            if (!moving) {
                onLeft.accept(element);
            }
        }

        @Override
        public void clear() {
            nodes.clear();
        }

        @Override
        public int size() {
            return nodes.size();
        }
    }
}
