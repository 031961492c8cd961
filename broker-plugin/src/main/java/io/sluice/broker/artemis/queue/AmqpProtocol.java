package io.sluice.broker.artemis.queue;

import java.util.concurrent.Executor;
import org.apache.activemq.artemis.protocol.amqp.broker.ActiveMQProtonRemotingConnection;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.apache.qpid.proton.engine.EndpointState;

/** What has to be known of AMQP connections. Used for connections of that protocol only, so that the rest does without it. */
final class AmqpProtocol {

    private AmqpProtocol() {}

    /** The event loop of a connection. */
    static Executor eventLoopOf(RemotingConnection connection) {
        return connection instanceof ActiveMQProtonRemotingConnection amqp
                ? task -> amqp.getAmqpConnection().runLater(task)
                : Runnable::run;
    }

    /** Whether the client has sent a close: its socket may be gone by the time that its consumers are closed. */
    static boolean isClosedByClient(RemotingConnection connection) {
        return connection instanceof ActiveMQProtonRemotingConnection amqp
                && amqp.getAmqpConnection().getHandler().getConnection().getRemoteState() == EndpointState.CLOSED;
    }
}
