package io.sluice.broker.artemis.queue;

import io.sluice.broker.artemis.PagingInternals;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.paging.PagingStore;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.impl.MessageReferenceImpl;
import org.apache.activemq.artemis.core.server.impl.QueueImpl;
import org.jspecify.annotations.Nullable;

/**
 * Memory of messages that queues of several addresses hold at once, because they were published to a topic.
 *
 * <p>Artemis charges a message to the address that it was sent to, as long as any queue holds it. Then one subscriber that
 * does not consume would fill the address of the topic, and its own limit would never be reached. So each queue that holds
 * such a message has it charged to its own address, the topic none; the limit of the whole broker counts it once.
 * The size of an address changes once for the message and the reference to it, also of one that was sent to the address itself: each change
 * may wake a thread.
 *
 * <p>Whatever else holds the message must count in the same way: only queues that are {@linkplain #canBeSharedBy of this
 * kind} may share it.
 */
public final class SharedMessages {

    private SharedMessages() {}

    /** Whether a queue may hold a message together with queues of other addresses. */
    public static boolean canBeSharedBy(Queue queue) {
        return queue instanceof LeasedQueue && !(queue instanceof FifoQueue);
    }

    /** Charges a message that comes into the queue. @return false if it is Artemis' to charge it */
    static boolean charge(QueueImpl queue, MessageReference reference) {
        Message message = reference.getMessage();
        if (!isOfOtherAddress(queue, message)) {
            return chargeOwn(queue.getPagingStore(), reference);
        }
        boolean isFirst = message.refUp() == 1;
        int ofReference = MessageReferenceImpl.getMemoryEstimate();
        PagingStore own = queue.getPagingStore();
        PagingInternals.grow(own, message.getOriginalEstimate() + ofReference, isFirst);
        addToBroker(own, isFirst, ofReference);
        return true;
    }

    /** To the same amount as Artemis, which looks for producers to let go on twice, once for the message and once for the reference. */
    private static boolean chargeOwn(@Nullable PagingStore own, MessageReference reference) {
        Message message = reference.getMessage();
        if (own == null || message.getOwner() == null) {
            return false;
        }
        int count = message.refUp();
        if (count == 1) {
            PagingInternals.grow(
                    own, reference.getMessageMemoryEstimate() + MessageReferenceImpl.getMemoryEstimate(), true);
            message.routed();
        } else {
            own.refUp(message, count);
        }
        return true;
    }

    /** Takes the charge back. @return false if it is Artemis' to do so */
    static boolean discharge(QueueImpl queue, MessageReference reference) {
        Message message = reference.getMessage();
        if (!isOfOtherAddress(queue, message)) {
            return dischargeOwn(queue.getPagingStore(), reference);
        }
        boolean isLast = message.refDown() == 0;
        int ofReference = MessageReferenceImpl.getMemoryEstimate();
        PagingStore own = queue.getPagingStore();
        own.addSize(-(message.getOriginalEstimate() + ofReference), false, isLast);
        addToBroker(own, isLast, -ofReference);
        return true;
    }

    /** Of the same amount as Artemis. */
    private static boolean dischargeOwn(@Nullable PagingStore own, MessageReference reference) {
        Message message = reference.getMessage();
        if (own == null || message.getOwner() == null) {
            return false;
        }
        int count = message.refDown();
        if (count == 0) {
            own.addSize(-(reference.getMessageMemoryEstimate() + MessageReferenceImpl.getMemoryEstimate()), false);
        } else {
            own.refDown(message, count);
        }
        return true;
    }

    /** The broker counts the message with its first reference, and each reference. */
    private static void addToBroker(PagingStore own, boolean isCounted, int ofReference) {
        if (!isCounted) {
            own.getPagingManager().addSize(ofReference, true);
        }
    }

    /** A message without an owner comes from a page, and is charged to nobody. */
    private static boolean isOfOtherAddress(QueueImpl queue, Message message) {
        PagingStore own = queue.getPagingStore();
        return own != null && message.getOwner() != null && message.getOwner() != own;
    }
}
