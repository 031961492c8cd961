package io.sluice.benchmarks.stream;

import io.sluice.benchmarks.broker.BrokerProcess;
import io.sluice.benchmarks.client.AckMode;
import io.sluice.benchmarks.client.Client;
import io.sluice.benchmarks.client.Clients;
import io.sluice.benchmarks.client.Load;
import io.sluice.benchmarks.client.Prefetch;
import io.sluice.benchmarks.client.SendMode;
import io.sluice.benchmarks.measure.Sample;
import io.sluice.benchmarks.measure.Stage;
import io.sluice.benchmarks.measure.Work;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Two producers, each on its own connection, send to a plain queue that nobody reads, or put into a stream. Time ends when the
 * queue has all messages, or when all records can be read.
 */
record Put(Load load, SendMode mode) implements Work {

    private static final int PRODUCERS = 2;
    private static final int KEYS = 1_000;
    private static final int LIMIT_SECONDS = 120;

    @Override
    public Sample run(BrokerProcess broker, String destination, int messages) throws Exception {
        boolean isPlain = destination.equals(Stage.PLAIN);
        int each = Math.max(1, messages / PRODUCERS);
        long before = isPlain ? 0 : broker.behind(destination, StreamSide.COUNTER);
        ExecutorService threads = Executors.newFixedThreadPool(PRODUCERS);
        try (var clients = new Clients(PRODUCERS, this::connect, broker)) {
            long cpu = broker.cpuNanos();
            long start = System.nanoTime();
            List<Future<?>> sending = new ArrayList<>();
            for (Client client : clients.all()) {
                sending.add(threads.submit(() -> send(client, destination, each)));
            }
            for (Future<?> sender : sending) {
                sender.get(LIMIT_SECONDS, TimeUnit.SECONDS);
            }
            long all = before + (long) each * PRODUCERS;
            if (isPlain) {
                broker.awaitCounts(destination, counts -> counts.messages() == all, LIMIT_SECONDS);
            } else {
                broker.awaitBehind(destination, StreamSide.COUNTER, all, LIMIT_SECONDS);
            }
            Sample sample = new Sample(each * PRODUCERS, System.nanoTime() - start, broker.cpuNanos() - cpu);
            if (isPlain) {
                broker.purge(destination);
            }
            return sample;
        } finally {
            threads.shutdownNow();
        }
    }

    private Client connect(BrokerProcess broker) throws JMSException {
        return Client.connect(load.protocol(), broker.port(), Prefetch.DEFAULT, mode);
    }

    private int send(Client client, String destination, int messages) throws JMSException {
        Session session = client.session(AckMode.AUTO);
        MessageProducer producer = load.producer(session, destination);
        for (int i = 0; i < messages; i++) {
            Message message = load.message(session);
            message.setStringProperty("JMSXGroupID", "truck-" + i % KEYS);
            producer.send(message);
        }
        return messages;
    }

    @Override
    public String toString() {
        return "put, " + mode.name().toLowerCase(Locale.ROOT) + ", " + load;
    }
}
