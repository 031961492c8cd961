package io.sluice.broker.interop;

import io.sluice.broker.runtime.BrokerProcess;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.QueueConnection;
import jakarta.jms.QueueRequestor;
import jakarta.jms.QueueSession;
import jakarta.jms.Session;
import org.apache.activemq.artemis.api.core.management.ResourceNames;
import org.apache.activemq.artemis.api.jms.management.JMSManagementHelper;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/** A queue that delivers nothing until this is closed. */
final class PausedQueue implements AutoCloseable {

    private final ActiveMQConnectionFactory factory;
    private final QueueSession session;
    private final String queue;

    private PausedQueue(ActiveMQConnectionFactory factory, String queue) throws JMSException {
        this.factory = factory;
        this.queue = queue;
        QueueConnection connection = factory.createQueueConnection();
        connection.start();
        session = connection.createQueueSession(false, Session.AUTO_ACKNOWLEDGE);
    }

    static PausedQueue of(BrokerProcess broker, String queue) throws Exception {
        ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(
                "tcp://127.0.0.1:" + broker.port("artemis"), BrokerProcess.USER, BrokerProcess.PASSWORD);
        PausedQueue paused = new PausedQueue(factory, queue);
        paused.ask("pause");
        return paused;
    }

    private void ask(String operation) throws Exception {
        Queue management = session.createQueue("activemq.management");
        Message request = session.createMessage();
        JMSManagementHelper.putOperationInvocation(request, ResourceNames.QUEUE + queue, operation);
        Message reply = new QueueRequestor(session, management).request(request);
        if (!JMSManagementHelper.hasOperationSucceeded(reply)) {
            throw new IllegalStateException(operation + " " + queue + ": " + JMSManagementHelper.getResult(reply));
        }
    }

    @Override
    public void close() throws Exception {
        try {
            ask("resume");
        } finally {
            factory.close();
        }
    }
}
