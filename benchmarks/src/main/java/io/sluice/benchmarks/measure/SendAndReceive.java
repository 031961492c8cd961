package io.sluice.benchmarks.measure;

import io.sluice.benchmarks.broker.BrokerProcess;
import io.sluice.benchmarks.client.AckMode;
import io.sluice.benchmarks.client.Client;
import io.sluice.benchmarks.client.Load;
import io.sluice.benchmarks.client.Prefetch;
import io.sluice.benchmarks.client.SendMode;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Two producers and two consumers at once, each on its own connection, with automatic acknowledgement.
 *
 * <p>At most {@link #OUTSTANDING} messages are sent and not yet received, so the queue neither grows nor runs dry by
 * chance. Producers do not wait for the broker's answer; the window keeps them honest.
 */
record SendAndReceive(Load load) implements Work {
    private static final int OUTSTANDING = 2_000;
    private static final int PAIRS = 2;
    private static final int LIMIT_SECONDS = 60;

    @Override
    public Sample run(BrokerProcess broker, String queue, int messages) throws Exception {
        int each = Math.max(1, messages / PAIRS);
        var window = new Semaphore(OUTSTANDING);
        var received = new CountDownLatch(each * PAIRS);
        ExecutorService threads = Executors.newFixedThreadPool(PAIRS);
        try (Client consumers = connect(broker);
                Client otherConsumers = connect(broker);
                Client producers = connect(broker);
                Client otherProducers = connect(broker)) {
            for (Client client : List.of(consumers, otherConsumers)) {
                client.consumer(AckMode.AUTO, queue).setMessageListener(message -> {
                    window.release();
                    received.countDown();
                });
                client.start();
            }
            long cpu = broker.cpuNanos();
            long start = System.nanoTime();
            List<Future<?>> sending = new ArrayList<>();
            for (Client client : List.of(producers, otherProducers)) {
                sending.add(threads.submit(() -> send(client, queue, each, window)));
            }
            for (Future<?> sender : sending) {
                sender.get(LIMIT_SECONDS, TimeUnit.SECONDS);
            }
            if (!received.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException(this + ": " + received.getCount() + " messages did not arrive");
            }
            broker.awaitEmpty(queue);
            return new Sample(each * PAIRS, System.nanoTime() - start, broker.cpuNanos() - cpu);
        } finally {
            threads.shutdownNow();
        }
    }

    private Client connect(BrokerProcess broker) throws JMSException {
        return Client.connect(load.protocol(), broker.port(), Prefetch.DEFAULT, SendMode.ASYNCHRONOUS);
    }

    private int send(Client client, String queue, int messages, Semaphore window) throws Exception {
        Session session = client.session(AckMode.AUTO);
        MessageProducer producer = load.producer(session, queue);
        for (int i = 0; i < messages; i++) {
            if (!window.tryAcquire(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException(this + ": consumers stand still after " + i + " messages");
            }
            producer.send(load.message(session));
        }
        return messages;
    }

    @Override
    public String toString() {
        return "send and receive, " + load;
    }
}
