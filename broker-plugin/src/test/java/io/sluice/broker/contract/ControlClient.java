package io.sluice.broker.contract;

import io.sluice.broker.fixture.JmsClients;
import io.sluice.broker.fixture.RunningBroker;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import io.sluice.broker.fixture.WorkerOptions;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.util.Map;
import java.util.UUID;

/** Sends control requests over JMS, as an operator's script would. */
public final class ControlClient implements AutoCloseable {

    static final String CONTROL_QUEUE = "sluice.control";

    private final Connection connection;
    private final Session session;
    private final Queue replies;
    private final MessageConsumer replyConsumer;

    public ControlClient(RunningBroker broker, WorkerKind.Client client) throws JMSException {
        this(broker, client, null, null);
    }

    public ControlClient(
            RunningBroker broker,
            WorkerKind.Client client,
            @org.jspecify.annotations.Nullable String user,
            @org.jspecify.annotations.Nullable String password)
            throws JMSException {
        this(broker.port(), client, user, password);
    }

    /** Connects to a broker of any kind that listens on this port of the loopback interface. */
    public ControlClient(
            int port,
            WorkerKind.Client client,
            @org.jspecify.annotations.Nullable String user,
            @org.jspecify.annotations.Nullable String password)
            throws JMSException {
        connection = JmsClients.factory(client, port, WorkerOptions.DEFAULT).createConnection(user, password);
        session = connection.createSession();
        replies = session.createTemporaryQueue();
        replyConsumer = session.createConsumer(replies);
        connection.start();
    }

    /** What came back. */
    public record Reply(String status, String body, String correlationId) {}

    /** Sends the request and waits for its reply. */
    public Reply ask(String action, Map<String, ?> fields) throws JMSException {
        Message request = request(action, fields);
        request.setJMSReplyTo(replies);
        String correlationId = UUID.randomUUID().toString();
        request.setJMSCorrelationID(correlationId);
        send(request);
        Message reply = replyConsumer.receive(Worker.PATIENCE.toMillis());
        if (reply == null) {
            throw new AssertionError("no reply to " + action + " " + fields);
        }
        return new Reply(reply.getStringProperty("status"), reply.getBody(String.class), reply.getJMSCorrelationID());
    }

    /** Sends the request without a reply address. */
    void tell(String action, Map<String, ?> fields) throws JMSException {
        send(request(action, fields));
    }

    private void send(Message request) throws JMSException {
        session.createProducer(session.createQueue(CONTROL_QUEUE)).send(request);
    }

    private Message request(String action, Map<String, ?> fields) throws JMSException {
        Message request = session.createTextMessage("");
        request.setStringProperty("action", action);
        for (Map.Entry<String, ?> field : fields.entrySet()) {
            request.setObjectProperty(field.getKey(), field.getValue());
        }
        return request;
    }

    @Override
    public void close() throws JMSException {
        connection.close();
    }
}
