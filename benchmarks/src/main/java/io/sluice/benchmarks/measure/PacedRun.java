package io.sluice.benchmarks.measure;

import io.sluice.benchmarks.broker.BrokerProcess;
import io.sluice.benchmarks.client.AckMode;
import io.sluice.benchmarks.client.Client;
import io.sluice.benchmarks.client.Load;
import io.sluice.benchmarks.client.Prefetch;
import io.sluice.benchmarks.client.SendMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Sends at a fixed rate and takes each message's time from when it was <em>due</em> to be sent until a consumer has it,
 * so that a stall counts against every message that it held up (no coordinated omission).
 *
 * <p>Two producers share the rate, two consumers the messages. The first fifth of the run is not counted.
 */
public record PacedRun(Load load, double perSecond, Duration length) {
    private static final String DUE = "due";
    private static final int PAIRS = 2;
    private static final int LIMIT_SECONDS = 60;

    /** End-to-end times in nanoseconds through a queue, which is empty afterwards. */
    public Histogram run(BrokerProcess broker, String queue) throws Exception {
        Histogram times = run(broker, queue, queue);
        broker.awaitEmpty(queue);
        return times;
    }

    /** End-to-end times in nanoseconds from one destination to another, which gets what is sent to the first. */
    public Histogram run(BrokerProcess broker, String from, String to) throws Exception {
        int each = (int) Math.max(2, perSecond * length.toNanos() / 1e9 / PAIRS);
        var received = new CountDownLatch(each * PAIRS);
        long countFrom = System.nanoTime() + length.toNanos() / 5;
        List<Histogram> times = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(PAIRS);
        try (Client receiving = connect(broker);
                Client sending = connect(broker)) {
            for (int i = 0; i < PAIRS; i++) {
                var histogram = new Histogram(3);
                times.add(histogram);
                receiving
                        .consumer(AckMode.AUTO, to)
                        .setMessageListener(message -> record(message, countFrom, histogram, received));
            }
            receiving.start();
            List<Future<?>> senders = new ArrayList<>();
            for (int i = 0; i < PAIRS; i++) {
                senders.add(threads.submit(() -> send(sending, from, each)));
            }
            for (Future<?> sender : senders) {
                sender.get(LIMIT_SECONDS, TimeUnit.SECONDS);
            }
            if (!received.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException(this + ": " + received.getCount() + " messages did not arrive");
            }
        } finally {
            threads.shutdownNow();
        }
        var merged = new Histogram(3);
        times.forEach(merged::add);
        return merged;
    }

    private Client connect(BrokerProcess broker) throws JMSException {
        return Client.connect(load.protocol(), broker.port(), Prefetch.DEFAULT, SendMode.ASYNCHRONOUS);
    }

    private int send(Client client, String queue, int messages) throws JMSException {
        Session session = client.session(AckMode.AUTO);
        MessageProducer producer = load.producer(session, queue);
        var pacer = new Pacer(perSecond / PAIRS);
        for (int i = 0; i < messages; i++) {
            Message message = load.message(session);
            message.setLongProperty(DUE, pacer.awaitNext());
            producer.send(message);
        }
        return messages;
    }

    private static void record(Message message, long countFrom, Histogram histogram, CountDownLatch received) {
        try {
            long due = message.getLongProperty(DUE);
            if (due - countFrom >= 0) {
                histogram.recordValue(Math.max(0, System.nanoTime() - due));
            }
            received.countDown();
        } catch (JMSException e) {
            throw new IllegalStateException("a message without its time", e);
        }
    }
}
