package io.sluice.benchmarks.measure;

import io.sluice.benchmarks.broker.BrokerProcess;
import io.sluice.benchmarks.client.AckMode;
import io.sluice.benchmarks.client.Client;
import io.sluice.benchmarks.client.Clients;
import io.sluice.benchmarks.client.Contents;
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
 * Two producers and some consumers at once, each on its own connection, with automatic acknowledgement.
 *
 * <p>At most {@link #OUTSTANDING} messages are sent and not yet received, so the queue neither grows nor runs dry by
 * chance. Producers do not wait for the broker's answer; the window keeps them honest.
 */
public record SendAndReceive(Load load, Contents contents, int consumers) implements Work {
    private static final int OUTSTANDING = 2_000;
    private static final int PRODUCERS = 2;
    private static final int LIMIT_SECONDS = 60;

    /** Two consumers, and messages without properties. */
    SendAndReceive(Load load) {
        this(load, Contents.bare(load), PRODUCERS);
    }

    @Override
    public Sample run(BrokerProcess broker, String queue, int messages) throws Exception {
        int each = Math.max(1, messages / PRODUCERS);
        long others = broker.counts(queue).messages();
        var window = new Semaphore(OUTSTANDING);
        var received = new CountDownLatch(each * PRODUCERS);
        ExecutorService threads = Executors.newFixedThreadPool(PRODUCERS);
        try (var receiving = new Clients(consumers, this::connect, broker);
                var sending = new Clients(PRODUCERS, this::connect, broker)) {
            for (Client client : receiving.all()) {
                client.consumer(AckMode.AUTO, queue).setMessageListener(message -> {
                    window.release();
                    received.countDown();
                });
                client.start();
            }
            long cpu = broker.cpuNanos();
            long start = System.nanoTime();
            List<Future<?>> senders = new ArrayList<>();
            for (Client client : sending.all()) {
                senders.add(threads.submit(() -> send(client, queue, each, window)));
            }
            for (Future<?> sender : senders) {
                sender.get(LIMIT_SECONDS, TimeUnit.SECONDS);
            }
            if (!received.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException(this + ": " + received.getCount() + " messages did not arrive");
            }
            broker.awaitCounts(queue, counts -> counts.messages() <= others, LIMIT_SECONDS);
            return new Sample(each * PRODUCERS, System.nanoTime() - start, broker.cpuNanos() - cpu);
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
            producer.send(contents.next(session, queue));
        }
        return messages;
    }

    @Override
    public String toString() {
        return "send and receive, " + contents;
    }
}
