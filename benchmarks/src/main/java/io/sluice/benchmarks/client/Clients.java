package io.sluice.benchmarks.client;

import io.sluice.benchmarks.broker.BrokerProcess;
import jakarta.jms.JMSException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Some connections that are closed together. */
public final class Clients implements AutoCloseable {

    /** Makes one connection. */
    public interface Connector {
        Client connect(BrokerProcess broker) throws JMSException;
    }

    private final List<Client> clients = new ArrayList<>();

    public Clients(int count, Connector connector, BrokerProcess broker) throws JMSException {
        for (int i = 0; i < count; i++) {
            clients.add(connector.connect(broker));
        }
    }

    public List<Client> all() {
        return Collections.unmodifiableList(clients);
    }

    @Override
    public void close() throws JMSException {
        for (Client client : clients) {
            client.close();
        }
    }
}
