package io.sluice.benchmarks.stream;

import io.sluice.benchmarks.broker.BrokerProcess;
import io.sluice.benchmarks.client.AckMode;
import io.sluice.benchmarks.client.Client;
import io.sluice.benchmarks.client.Clients;
import io.sluice.benchmarks.client.Load;
import io.sluice.benchmarks.measure.Sample;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Several consumers at once, one for each destination and each on its own connection, receive and acknowledge as many messages
 * as there are. Time begins when the connections are started and ends when each consumer has received all of them.
 */
record Replay(Load load) {

    private static final int RECEIVE_MILLIS = 60_000;
    private static final int LIMIT_SECONDS = 240;

    /** @param messages how many each destination has */
    Sample run(BrokerProcess broker, List<String> destinations, int messages) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(destinations.size());
        try (var clients = new Clients(destinations.size(), this::connect, broker)) {
            List<MessageConsumer> consumers = new ArrayList<>();
            for (int i = 0; i < destinations.size(); i++) {
                consumers.add(clients.all().get(i).consumer(AckMode.AUTO, destinations.get(i)));
            }
            long cpu = broker.cpuNanos();
            long start = System.nanoTime();
            List<Future<?>> receiving = new ArrayList<>();
            for (int i = 0; i < destinations.size(); i++) {
                MessageConsumer consumer = consumers.get(i);
                clients.all().get(i).start();
                receiving.add(threads.submit(() -> receive(consumer, messages)));
            }
            for (Future<?> receiver : receiving) {
                receiver.get(LIMIT_SECONDS, TimeUnit.SECONDS);
            }
            return new Sample(messages * destinations.size(), System.nanoTime() - start, broker.cpuNanos() - cpu);
        } finally {
            threads.shutdownNow();
        }
    }

    private Client connect(BrokerProcess broker) throws JMSException {
        return Client.connect(load.protocol(), broker.port());
    }

    private int receive(MessageConsumer consumer, int messages) throws JMSException {
        for (int i = 0; i < messages; i++) {
            if (consumer.receive(RECEIVE_MILLIS) == null) {
                throw new IllegalStateException(load + ": nothing arrives after " + i + " of " + messages);
            }
        }
        return messages;
    }
}
