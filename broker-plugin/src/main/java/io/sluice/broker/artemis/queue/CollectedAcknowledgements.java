package io.sluice.broker.artemis.queue;

import io.sluice.broker.artemis.BrokerInternals;
import java.util.ArrayList;
import java.util.List;
import org.apache.activemq.artemis.core.persistence.StorageManager;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.core.transaction.impl.TransactionImpl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a Core client has told of the messages of one consumer whose application has not acknowledged them yet.
 *
 * <p>In CLIENT_ACKNOWLEDGE that client acknowledges what its application has received whenever it has collected enough
 * of it, and when the consumer closes ({@code ClientConsumerImpl.doAck}); the application's own acknowledgement is the
 * commit that follows ({@code ActiveMQMessage.acknowledge}). So nothing is settled before that commit: the leases stay
 * with the consumer, closed or not, and their clocks run on. The commit settles each of them, in time or late; a rollback
 * returns those that are still held.
 *
 * <p>Called by the thread that ends the transaction. The settlement is a transaction of its own, because Artemis does not
 * take operations while it goes through those that a transaction has.
 */
final class CollectedAcknowledgements extends TransactionPart<CollectedAcknowledgements.Collected> {

    private static final Logger LOGGER = LoggerFactory.getLogger(CollectedAcknowledgements.class);

    record Collected(LeasedReference lease, Acknowledgement acknowledgement) {}

    private final StorageManager storage;

    CollectedAcknowledgements(LeasedConsumer holder, Transaction transaction, StorageManager storage) {
        super(holder, transaction);
        this.storage = storage;
    }

    @Override
    public void beforeCommit(Transaction tx) throws Exception {
        Transaction settlement = new TransactionImpl(storage);
        try {
            for (Collected each : snapshot()) {
                holder().settlements()
                        .acknowledge(each.lease(), each.acknowledgement().in(settlement), null);
            }
            settlement.commit();
        } catch (Exception e) {
            BrokerInternals.rollBackQuietly(settlement);
            throw e;
        }
    }

    @Override
    public void afterRollback(Transaction tx) {
        try {
            List<LeasedReference> held = new ArrayList<>();
            for (Collected each : snapshot()) {
                if (holder().settlements().settle(each.lease())) {
                    held.add(each.lease());
                } else {
                    each.lease().settledLate();
                }
            }
            holder().queue().returns().giveBackOnRequest(held, 0);
            holder().showLife();
        } catch (Exception e) {
            LOGGER.error(
                    "messages of queue {} that a client rolled back could not be returned",
                    holder().queue().label(),
                    e);
        }
    }
}
