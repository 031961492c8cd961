package io.sluice.benchmarks.client;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import org.jspecify.annotations.Nullable;

/** One connection to a broker. Not thread-safe beyond what Jakarta Messaging promises. */
public final class Client implements AutoCloseable {
    private static final int COMMIT_EVERY = 500;

    private final Connection connection;

    private Client(Connection connection) {
        this.connection = connection;
    }

    /** Connects without starting delivery. */
    public static Client connect(Protocol protocol, int port, Prefetch prefetch, SendMode sendMode)
            throws JMSException {
        return new Client(protocol.factory(port, prefetch, sendMode).createConnection());
    }

    /** Connects with the library's own prefetch and blocking sends. */
    public static Client connect(Protocol protocol, int port) throws JMSException {
        return connect(protocol, port, Prefetch.DEFAULT, SendMode.BLOCKING);
    }

    /** Fills a queue, as fast as transactions of some hundred messages allow. */
    public static void preload(Load load, int port, String queue, int messages) throws JMSException {
        preload(load, Contents.bare(load), port, queue, messages);
    }

    /** Fills a queue with these messages. */
    public static void preload(Load load, Contents contents, int port, String queue, int messages) throws JMSException {
        try (Client client = connect(load.protocol(), port)) {
            Session session = client.connection.createSession(Session.SESSION_TRANSACTED);
            MessageProducer producer = load.producer(session, queue);
            for (int i = 1; i <= messages; i++) {
                producer.send(contents.next(session, queue));
                if (i % COMMIT_EVERY == 0) {
                    session.commit();
                }
            }
            session.commit();
        }
    }

    public Session session(AckMode mode) throws JMSException {
        return connection.createSession(mode.sessionMode());
    }

    /** A consumer in a session of its own. */
    public MessageConsumer consumer(AckMode mode, String queue) throws JMSException {
        Session session = session(mode);
        return session.createConsumer(session.createQueue(queue));
    }

    /** Subscribes to a topic for good; nobody receives. @param selector null for everything */
    public void subscribe(String topic, String name, @Nullable String selector) throws JMSException {
        try (Session session = connection.createSession()) {
            session.createSharedDurableConsumer(session.createTopic(topic), name, selector)
                    .close();
        }
    }

    public void start() throws JMSException {
        connection.start();
    }

    @Override
    public void close() throws JMSException {
        connection.close();
    }
}
