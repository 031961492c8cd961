package io.sluice.benchmarks.fifo;

import io.sluice.benchmarks.broker.BrokerProcess;
import io.sluice.benchmarks.client.AckMode;
import io.sluice.benchmarks.client.Client;
import io.sluice.benchmarks.client.Clients;
import io.sluice.benchmarks.client.Contents;
import io.sluice.benchmarks.client.Load;
import io.sluice.benchmarks.client.Prefetch;
import io.sluice.benchmarks.client.SendMode;
import io.sluice.benchmarks.measure.Sample;
import io.sluice.benchmarks.measure.Work;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Producers, each on its own connection, send to a queue that nobody reads. Time ends when the broker has all messages in
 * the queue; purging it afterwards is not in the time.
 */
record Send(Load load, Contents contents, int producers, SendMode mode) implements Work {
    private static final int LIMIT_SECONDS = 60;

    @Override
    public Sample run(BrokerProcess broker, String queue, int messages) throws Exception {
        int each = Math.max(1, messages / producers);
        int all = each * producers;
        ExecutorService threads = Executors.newFixedThreadPool(producers);
        try (var clients = new Clients(producers, this::connect, broker)) {
            long cpu = broker.cpuNanos();
            long start = System.nanoTime();
            List<Future<?>> sending = new ArrayList<>();
            for (Client client : clients.all()) {
                sending.add(threads.submit(() -> send(client, queue, each)));
            }
            for (Future<?> sender : sending) {
                sender.get(LIMIT_SECONDS, TimeUnit.SECONDS);
            }
            broker.awaitCounts(queue, counts -> counts.messages() == all, LIMIT_SECONDS);
            Sample sample = new Sample(all, System.nanoTime() - start, broker.cpuNanos() - cpu);
            broker.purge(queue);
            return sample;
        } finally {
            threads.shutdownNow();
        }
    }

    private Client connect(BrokerProcess broker) throws JMSException {
        return Client.connect(load.protocol(), broker.port(), Prefetch.DEFAULT, mode);
    }

    private int send(Client client, String queue, int messages) throws JMSException {
        Session session = client.session(AckMode.AUTO);
        MessageProducer producer = load.producer(session, queue);
        for (int i = 0; i < messages; i++) {
            producer.send(contents.next(session, queue));
        }
        return messages;
    }
}
