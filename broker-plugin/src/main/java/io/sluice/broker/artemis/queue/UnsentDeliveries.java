package io.sluice.broker.artemis.queue;

import io.sluice.broker.artemis.AmqpInternals;
import io.sluice.broker.visibility.Lease;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.protocol.amqp.proton.MessageWriter;
import org.apache.activemq.artemis.protocol.amqp.proton.ProtonServerSenderContext;
import org.apache.qpid.proton.amqp.transport.SenderSettleMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages that a queue has given to an AMQP client and that wait for the event loop of its connection to be written.
 *
 * <p>The client may take its credit back meanwhile: it drains its link, as Qpid JMS does when a session rolls back or a receive
 * finds nothing in time, and Artemis answers on the event loop, in front of these messages. Written then, a message would
 * stay in the broker until the client gives credit again, and would reach it in front of all that came back to the queue
 * meanwhile, though its place is behind. So it goes back to its queue in place of being written. The same holds if its lease
 * has ended by then.
 *
 * <p>Called on the event loop, without any lock: what is written at once, under the monitor of the queue, has its credit.
 */
final class UnsentDeliveries {

    private static final Logger LOGGER = LoggerFactory.getLogger(UnsentDeliveries.class);
    private static final Function<MessageReference, Boolean> FIRST_HIT = reference -> true;

    private UnsentDeliveries() {}

    /** @return whether the message must not be written: it is no longer this consumer's */
    static boolean takeBack(LeasedReference lease, Consumer<? super MessageReference> writer) {
        if (!(lease.holder().delegate().getProtocolContext() instanceof ProtonServerSenderContext link)
                || !(writer instanceof MessageWriter opened)
                || link.isClosed()
                || link.getSender().getSenderSettleMode() == SenderSettleMode.SETTLED
                || link.getSender().getCredit() > 0 && lease.state() != Lease.State.EXPIRED) {
            return false;
        }
        AmqpInternals.forget(link, opened, lease);
        lease.holder().delegate().scanDeliveringReferences(true, reference -> reference == lease, FIRST_HIT);
        lease.holder().queue().runApart(() -> giveBack(lease));
        return true;
    }

    private static void giveBack(LeasedReference lease) {
        LeasedQueue queue = lease.holder().queue();
        try {
            if (lease.holder().settlements().settle(lease)) {
                lease.inner().decrementDeliveryCount();
                queue.returned().withdraw(lease);
                queue.returns().giveBackUnreceived(lease.inner());
            }
        } catch (Exception e) {
            LOGGER.error("message {} of queue {} could not be taken back", lease.messageId(), queue.label(), e);
        }
    }
}
