package io.sluice.broker.artemis.management;

import io.sluice.broker.artemis.BrokerInternals;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.RoutingContext;
import org.apache.activemq.artemis.core.server.ServerSession;
import org.apache.activemq.artemis.core.server.impl.QueueImpl;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.core.transaction.TransactionOperationAbstract;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queue {@code sluice.control}: whatever is sent to it is a request, and never stored. The right to send to it is
 * Artemis' own, and the rights on what a request touches are checked for its sender.
 */
public final class ControlQueue extends QueueImpl {

    /** Name of the queue. */
    public static final String NAME = "sluice.control";

    private static final Logger LOGGER = LoggerFactory.getLogger(ControlQueue.class);

    private final ActiveMQServer server;
    private final ControlDesk desk;

    public ControlQueue(ActiveMQServer server, BrokerInternals.QueueParts parts, ControlDesk desk) {
        super(
                parts.configuration(),
                parts.filter(),
                parts.pagingStore(),
                parts.pageSubscription(),
                server.getScheduledPool(),
                server.getPostOffice(),
                server.getStorageManager(),
                server.getAddressSettingsRepository(),
                server.getExecutorFactory().getExecutor(),
                server,
                parts.factory());
        this.server = server;
        this.desk = desk;
    }

    @Override
    public void route(Message message, RoutingContext routing) {
        routing.setReusable(false);
        ServerSession session = BrokerInternals.sendingSession(server, routing);
        if (session == null) {
            LOGGER.warn("a message to {} that no client sent is dropped", NAME);
            return;
        }
        IncomingRequest request =
                IncomingRequest.of(message, session, server.getConfiguration().getWildcardConfiguration());
        Transaction tx = routing.getTransaction();
        if (tx == null) {
            desk.take(request);
        } else {
            tx.addOperation(new TransactionOperationAbstract() {
                @Override
                public void afterCommit(Transaction committed) {
                    desk.take(request);
                }
            });
        }
    }
}
