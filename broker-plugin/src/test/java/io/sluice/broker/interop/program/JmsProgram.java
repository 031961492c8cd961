package io.sluice.broker.interop.program;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TextMessage;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JMS application that acknowledges by a call: in the mode {@code CLIENT_ACKNOWLEDGE}, or in that which vendors add to
 * acknowledge each message alone.
 *
 * <p>{@code acknowledge} acknowledges, {@code recover} fails a message; a request to {@code sluice.control} extends the
 * visibility timeout, or returns the message after a delay.
 */
public final class JmsProgram implements Application {

    /** Of Qpid JMS, whose {@code recover} delivers the message again without telling the broker. */
    private static final int MODIFIED_FAILED = 4;

    private final Connection connection;
    private final Session session;
    private final Queue queue;
    private final MessageConsumer consumer;
    private final MessageProducer producer;
    private final String failure;
    private final Map<String, Message> messages = new HashMap<>();

    private JmsProgram(ConnectionFactory factory, String queueName, int acknowledgeMode, String failure)
            throws JMSException {
        this.failure = failure;
        connection = factory.createConnection("sluice", "sluice");
        session = connection.createSession(false, acknowledgeMode);
        queue = session.createQueue(queueName);
        producer = session.createProducer(queue);
        consumer = session.createConsumer(queue);
        connection.start();
    }

    /**
     * Class of the connection factory, its URL with {@code %d} for the port, the number of the session mode, and the property
     * by which a message is failed: {@code JMS_AMQP_ACK_TYPE}, or none for {@code recover}.
     */
    public static void main(String[] arguments) throws Exception {
        Class<?> factory = Class.forName(arguments[0], false, JmsProgram.class.getClassLoader());
        int acknowledgeMode = Integer.parseInt(arguments[2]);
        LineProtocol.serve(Jars.versionOf(factory), (port, queue) -> {
            Object created = factory.getConstructor(String.class).newInstance(arguments[1].formatted(port));
            return new JmsProgram((ConnectionFactory) created, queue, acknowledgeMode, arguments[3]);
        });
    }

    @Override
    public void send(Outgoing message) throws JMSException {
        producer.send(text(session, message));
    }

    static Message text(Session session, Outgoing outgoing) throws JMSException {
        Message message = session.createTextMessage(outgoing.body());
        for (Map.Entry<String, String> property : outgoing.properties().entrySet()) {
            message.setStringProperty(property.getKey(), property.getValue());
        }
        return message;
    }

    @Override
    public @Nullable Incoming receive(Duration patience) throws JMSException {
        Message message = consumer.receive(patience.toMillis());
        if (message == null) {
            return null;
        }
        String handle = String.valueOf(messages.size() + 1);
        messages.put(handle, message);
        return incoming(handle, message);
    }

    static Incoming incoming(String handle, Message message) throws JMSException {
        Map<String, String> properties = new LinkedHashMap<>();
        for (Object name : Collections.list(message.getPropertyNames())) {
            properties.put((String) name, message.getStringProperty((String) name));
        }
        String body = ((TextMessage) message).getText();
        return new Incoming(handle, body, message.getIntProperty("JMSXDeliveryCount"), properties);
    }

    @Override
    public void acknowledge(String handle) throws JMSException {
        messages.get(handle).acknowledge();
    }

    @Override
    public void fail(String handle) throws JMSException {
        if (failure.isEmpty()) {
            session.recover();
        } else {
            Message message = messages.get(handle);
            message.setIntProperty(failure, MODIFIED_FAILED);
            message.acknowledge();
        }
    }

    @Override
    public String extend(String handle, Duration visibilityTimeout) throws JMSException {
        return changeVisibility(connection, queue, messages.get(handle), visibilityTimeout, Duration.ZERO);
    }

    @Override
    public String retryLater(String handle, Duration delay) throws JMSException {
        return changeVisibility(connection, queue, messages.get(handle), Duration.ZERO, delay);
    }

    /** Sends the request in a session of its own and waits for the reply. */
    static String changeVisibility(
            Connection connection, Queue queue, Message message, Duration visibilityTimeout, Duration retryDelay)
            throws JMSException {
        Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
        try {
            TemporaryQueue replies = session.createTemporaryQueue();
            MessageConsumer replyConsumer = session.createConsumer(replies);
            Message request = session.createTextMessage("");
            request.setStringProperty("action", "ChangeMessageVisibility");
            request.setStringProperty("queue", queue.getQueueName());
            request.setStringProperty("messageId", message.getJMSMessageID());
            request.setLongProperty("visibilityTimeout", visibilityTimeout.toSeconds());
            if (!retryDelay.isZero()) {
                request.setLongProperty("retryDelay", retryDelay.toMillis());
            }
            request.setJMSReplyTo(replies);
            session.createProducer(session.createQueue("sluice.control")).send(request);
            Message reply = replyConsumer.receive(PATIENCE.toMillis());
            return reply == null ? "no reply" : reply.getStringProperty("status");
        } finally {
            session.close();
        }
    }

    @Override
    public void close() throws JMSException {
        connection.close();
    }
}
