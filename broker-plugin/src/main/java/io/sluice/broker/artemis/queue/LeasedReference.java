package io.sluice.broker.artemis.queue;

import io.sluice.broker.fifo.MessageGroup;
import io.sluice.broker.visibility.Lease;
import java.util.function.Consumer;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.ServerConsumer;
import org.apache.activemq.artemis.core.server.impl.AckReason;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * What the list of delivering messages of a consumer holds in place of the message reference: one delivery, with its
 * lease.
 *
 * <p>A settlement that comes after the lease ran out meets this object, and not the reference that somebody else may hold
 * by then; there is nothing to swap or to search. While the lease is live, reads and changes go through to the reference;
 * afterwards changes are dropped.
 *
 * <p>Thread rule: as for Artemis' own references; the lease is guarded by the lock of its {@link LeasedConsumer}.
 */
class LeasedReference extends Lease implements MessageReference, Runnable {

    private final MessageReference inner;
    private final LeasedConsumer holder;
    private @Nullable MessageGroup<SimpleString, Seat, LeasedConsumer> group;
    private @Nullable Consumer<? super MessageReference> onDelivery;
    private int deliveryCount;
    private boolean uncounted;
    private boolean countedAhead;
    private volatile boolean handedOver;
    private volatile boolean acknowledging;

    LeasedReference(MessageReference inner, LeasedConsumer holder) {
        this.inner = inner;
        this.holder = holder;
    }

    MessageReference inner() {
        return inner;
    }

    LeasedConsumer holder() {
        return holder;
    }

    /** The group that the message was taken from; null in a queue without groups. */
    @Nullable
    MessageGroup<SimpleString, Seat, LeasedConsumer> group() {
        return group;
    }

    void takenFrom(MessageGroup<SimpleString, Seat, LeasedConsumer> messageGroup) {
        group = messageGroup;
    }

    /** The id of the message in the queue, which {@link #getMessageID} of a redelivery need not be. */
    final long messageId() {
        return inner.getMessageID();
    }

    /** Whether a request names this delivery by this handle: {@code consumer,delivery} as STOMP writes it, or the delivery. */
    final boolean isNamed(String handle) {
        String delivery = String.valueOf(getMessageID());
        return handle.equals(delivery) || handle.equals(holder.delegate().getID() + "," + delivery);
    }

    /** The message is about to be encoded for the client. */
    void sending() {
        // shown to the client as it is
    }

    /** The message was encoded. */
    void sent() {
        // nothing was made for it
    }

    /** Whether Artemis has taken the receive back, because the client cannot have worked on the message. */
    boolean isUncounted() {
        return uncounted;
    }

    /** The client has settled this delivery, too late: Artemis has dropped it from the consumer's list. */
    void settledLate() {
        settleAfterExpiry();
    }

    /** The client has told that its application has this message now. */
    void leaveBuffer() {
        handedOver = true;
    }

    /** The client's acknowledgement of this delivery is on the way. @return false if one was before */
    boolean expectAcknowledgement() {
        boolean first = !acknowledging;
        acknowledging = true;
        return first;
    }

    /** Whether this delivery may still be in its client's buffer. */
    boolean isInBuffer() {
        return !handedOver;
    }

    /** The client still has this delivery in its buffer and nobody else received the message: it counts again. */
    void adoptedBy(long consumerId) {
        uncounted = false;
        incrementDeliveryCount();
        setConsumerId(consumerId);
    }

    /** The receive that the client begins by itself after a rollback is counted; the client may tell of it once more. */
    void countAhead() {
        incrementDeliveryCount();
        countedAhead = true;
    }

    /** Whether the receive that the client tells of was counted when it rolled back; true once. */
    boolean wasCountedAhead() {
        boolean ahead = countedAhead;
        countedAhead = false;
        return ahead;
    }

    boolean acknowledgedOnDelivery() {
        return settleBeforeGrant();
    }

    private boolean isMine() {
        return state() == State.OFFERED || isLive();
    }

    @Override
    public void acknowledge() throws Exception {
        acknowledge(null);
    }

    @Override
    public void acknowledge(@Nullable Transaction tx) throws Exception {
        acknowledge(tx, null);
    }

    @Override
    public void acknowledge(@Nullable Transaction tx, @Nullable ServerConsumer consumer) throws Exception {
        acknowledge(tx, AckReason.NORMAL, consumer);
    }

    @Override
    public void acknowledge(@Nullable Transaction tx, AckReason reason, @Nullable ServerConsumer consumer)
            throws Exception {
        acknowledge(tx, reason, consumer, true);
    }

    @Override
    public void acknowledge(
            @Nullable Transaction tx, AckReason reason, @Nullable ServerConsumer consumer, boolean delivering)
            throws Exception {
        holder.settlements().acknowledge(this, new Acknowledgement(tx, reason, consumer, delivering));
    }

    @Override
    public boolean skipDelivery() {
        return inner.skipDelivery();
    }

    @Override
    public boolean isPaged() {
        return inner.isPaged();
    }

    @Override
    public Message getMessage() {
        return inner.getMessage();
    }

    @Override
    public long getMessageID() {
        return inner.getMessageID();
    }

    @Override
    public boolean isDurable() {
        return inner.isDurable();
    }

    @Override
    public SimpleString getLastValueProperty() {
        return inner.getLastValueProperty();
    }

    @Override
    public void onDelivery(Consumer<? super MessageReference> callback) {
        onDelivery = callback;
    }

    @Override
    public void run() {
        Consumer<? super MessageReference> callback = onDelivery;
        if (callback != null) {
            try {
                if (!UnsentDeliveries.takeBack(this, callback)) {
                    callback.accept(this);
                }
            } finally {
                onDelivery = null;
            }
        }
    }

    @Override
    public int getMessageMemoryEstimate() {
        return inner.getMessageMemoryEstimate();
    }

    @Override
    public <T> @Nullable T getProtocolData(Class<T> typeClass) {
        return inner.getProtocolData(typeClass);
    }

    @Override
    public <T> void setProtocolData(Class<T> typeClass, @Nullable T data) {
        if (isMine()) {
            inner.setProtocolData(typeClass, data);
        }
    }

    @Override
    public MessageReference copy(Queue queue) {
        return inner.copy(queue);
    }

    @Override
    public long getScheduledDeliveryTime() {
        return inner.getScheduledDeliveryTime();
    }

    @Override
    public void setScheduledDeliveryTime(long scheduledDeliveryTime) {
        if (isMine()) {
            inner.setScheduledDeliveryTime(scheduledDeliveryTime);
        }
    }

    @Override
    public int getDeliveryCount() {
        return isMine() ? inner.getDeliveryCount() : deliveryCount;
    }

    @Override
    public void setDeliveryCount(int count) {
        if (isMine()) {
            inner.setDeliveryCount(count);
        }
    }

    @Override
    public void setPersistedCount(int count) {
        if (isMine()) {
            inner.setPersistedCount(count);
        }
    }

    @Override
    public int getPersistedCount() {
        return inner.getPersistedCount();
    }

    @Override
    public void incrementDeliveryCount() {
        if (isMine()) {
            inner.incrementDeliveryCount();
            deliveryCount = inner.getDeliveryCount();
        }
    }

    @Override
    public void decrementDeliveryCount() {
        if (isMine()) {
            inner.decrementDeliveryCount();
            uncounted = true;
        }
    }

    @Override
    public Queue getQueue() {
        return holder.queue();
    }

    @Override
    public void emptyConsumerID() {
        if (isMine()) {
            inner.emptyConsumerID();
        }
    }

    @Override
    public void setConsumerId(long consumerId) {
        if (isMine()) {
            inner.setConsumerId(consumerId);
        }
    }

    @Override
    public boolean hasConsumerId() {
        return inner.hasConsumerId();
    }

    @Override
    public long getConsumerId() {
        return inner.getConsumerId();
    }

    @Override
    public void handled() {
        inner.handled();
    }

    @Override
    public void setInDelivery(boolean inDelivery) {
        if (isMine()) {
            inner.setInDelivery(inDelivery);
        }
    }

    @Override
    public boolean isInDelivery() {
        return inner.isInDelivery();
    }

    @Override
    public void setAlreadyAcked() {
        if (isMine()) {
            inner.setAlreadyAcked();
        }
    }

    @Override
    public boolean isAlreadyAcked() {
        return inner.isAlreadyAcked();
    }

    @Override
    public long getPersistentSize() throws ActiveMQException {
        return inner.getPersistentSize();
    }

    @Override
    public long getSequence() {
        return inner.getSequence();
    }

    @Override
    public void setSequence(long sequence) {
        if (isMine()) {
            inner.setSequence(sequence);
        }
    }

    @Override
    public String toString() {
        return "Leased[" + state() + ", " + inner + "]";
    }
}
