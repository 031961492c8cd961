package io.sluice.broker.artemis.queue;

import io.sluice.broker.artemis.BrokerInternals;
import io.sluice.broker.queue.QueueSettings;
import java.util.List;
import org.apache.activemq.artemis.api.core.Pair;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.utils.collections.NodeStoreFactory;
import org.jspecify.annotations.Nullable;

/** A leased queue with an order of its own: by whichever way Artemis returns messages, they come back to their places. */
abstract class OrderedQueue extends LeasedQueue {

    /** @param ownIndex as for {@link LeasedQueue} */
    OrderedQueue(
            QueueContext context,
            BrokerInternals.QueueParts parts,
            QueueSettings settings,
            @Nullable NodeStoreFactory<MessageReference> ownIndex) {
        super(context, parts, settings, ownIndex);
    }

    /**
     * Messages come back to their places.
     *
     * @param scheduling whether their time has come, after they were put off
     */
    abstract void comeBack(List<MessageReference> references, boolean scheduling);

    @Override
    public void addHead(MessageReference reference, boolean scheduling) {
        comeBack(List.of(reference), scheduling);
    }

    @Override
    public void addHead(List<MessageReference> references, boolean scheduling) {
        comeBack(references, scheduling);
    }

    @Override
    public void addSorted(MessageReference reference, boolean scheduling) {
        comeBack(List.of(reference), scheduling);
    }

    @Override
    public void addSorted(List<MessageReference> references, boolean scheduling) {
        comeBack(references, scheduling);
    }

    /** Puts a message into Artemis' list of those that wait. */
    final void place(MessageReference reference, boolean scheduling) {
        super.addSorted(reference, scheduling);
    }

    @Override
    void putBack(MessageReference reference, long timeBase) throws Exception {
        synchronized (this) {
            Pair<Boolean, Boolean> redelivery = checkRedelivery(reference, timeBase, false);
            if (redelivery.getA()) {
                addSorted(reference, false);
            } else if (!redelivery.getB()) {
                decDelivering(reference);
            }
        }
    }

    /** Where an order goes on when an acknowledgement is written; else the next message waits for the disk. */
    @Override
    boolean storesAcknowledgementsAlone(boolean tells) {
        return tells && super.storesAcknowledgementsAlone(tells);
    }

    @Override
    public synchronized void setGroupBuckets(int groupBuckets) {
        // groups are not Artemis' here
    }

    @Override
    public synchronized void addRedistributor(long delay) {
        // another broker would not know what is in flight here
    }
}
