package io.sluice.broker.contract;

import io.sluice.broker.fixture.CuttableProxy;
import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.JmsClients;
import io.sluice.broker.fixture.OpenWireClient;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.Worker;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** An application on ActiveMQ's own client, with the settings of a test in its connection URL. */
final class OpenWireApplication implements AutoCloseable {

    static final int INDIVIDUAL_ACKNOWLEDGE = 4;
    static final String AT_ONCE = "&jms.redeliveryPolicy.initialRedeliveryDelay=10";

    final Connection connection;
    private final CuttableProxy proxy;
    private final List<Throwable> complaints = new CopyOnWriteArrayList<>();

    private OpenWireApplication(CuttableProxy proxy, String url) throws JMSException {
        this.proxy = proxy;
        connection = OpenWireClient.factory(url).createConnection();
        connection.setExceptionListener(complaints::add);
        connection.start();
    }

    /** @param settings as in a URL, each with an ampersand before it */
    static OpenWireApplication plain(EmbeddedBroker broker, String settings) throws JMSException {
        CuttableProxy proxy = CuttableProxy.to(broker.port());
        return new OpenWireApplication(
                proxy, "tcp://127.0.0.1:" + proxy.port() + "?jms.watchTopicAdvisories=false" + settings);
    }

    /** With the failover transport, whose connections refuse what they were sent before. */
    static OpenWireApplication failover(EmbeddedBroker broker, String settings) throws JMSException {
        CuttableProxy proxy = CuttableProxy.to(broker.port());
        return new OpenWireApplication(
                proxy,
                "failover:(tcp://127.0.0.1:" + proxy.port()
                        + ")?initialReconnectDelay=50&jms.watchTopicAdvisories=false" + settings);
    }

    Session session(int mode) throws JMSException {
        return connection.createSession(mode == Session.SESSION_TRANSACTED, mode);
    }

    static MessageConsumer consumer(Session session, Workshop shop) throws JMSException {
        return session.createConsumer(session.createQueue(shop.queue()));
    }

    static Received receive(MessageConsumer consumer) throws JMSException {
        return receive(consumer, Worker.PATIENCE).orElseThrow(() -> new AssertionError("nothing came"));
    }

    static Optional<Received> receive(MessageConsumer consumer, Duration patience) throws JMSException {
        Message message = consumer.receive(patience.toMillis());
        return message == null ? Optional.empty() : Optional.of(JmsClients.received(message));
    }

    static List<String> receive(MessageConsumer consumer, int messages) throws JMSException {
        List<String> received = new ArrayList<>();
        for (int i = 0; i < messages; i++) {
            received.add(receive(consumer).summary());
        }
        return received;
    }

    static void acknowledge(Received message) throws JMSException {
        ((Message) message.original()).acknowledge();
    }

    /** Takes the network away for good. */
    void cut() {
        proxy.cut();
    }

    List<Throwable> complaints() {
        return complaints;
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (JMSException alreadyGone) {
            complaints.add(alreadyGone);
        } finally {
            proxy.close();
        }
    }
}
