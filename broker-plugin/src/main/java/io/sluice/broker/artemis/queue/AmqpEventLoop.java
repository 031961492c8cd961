package io.sluice.broker.artemis.queue;

import java.util.concurrent.Executor;
import org.apache.activemq.artemis.core.server.ServerConsumer;
import org.apache.activemq.artemis.protocol.amqp.proton.ProtonServerSenderContext;

/** Finds the event loop of an AMQP consumer. The only class of the queue that needs the AMQP protocol module. */
final class AmqpEventLoop {

    private AmqpEventLoop() {}

    static Executor of(ServerConsumer consumer) {
        if (consumer.getProtocolContext() instanceof ProtonServerSenderContext sender) {
            return task -> sender.getSessionContext().getAMQPConnectionContext().runLater(task);
        }
        return Runnable::run;
    }
}
