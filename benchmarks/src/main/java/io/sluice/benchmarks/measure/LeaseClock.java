package io.sluice.benchmarks.measure;

import io.sluice.benchmarks.client.AckMode;
import io.sluice.benchmarks.client.Client;
import io.sluice.benchmarks.client.Load;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * When each of some numbered messages was received by a consumer that keeps it, and when by the one that gets it next.
 *
 * <p>Both times are taken in the client, so the way from broker to client is in both and falls out of the difference.
 * Of several receives on one side the first one counts. The two sides may be on different threads.
 */
final class LeaseClock {
    private static final String NUMBER = "number";
    private static final int LIMIT_SECONDS = 30;

    private final long[] held;
    private final long[] redelivered;
    private final CountDownLatch allHeld;
    private final CountDownLatch allRedelivered;

    LeaseClock(int messages) {
        held = new long[messages];
        redelivered = new long[messages];
        allHeld = new CountDownLatch(messages);
        allRedelivered = new CountDownLatch(messages);
    }

    static void send(Load load, Session session, MessageProducer producer, int number) throws JMSException {
        Message message = load.message(session);
        message.setIntProperty(NUMBER, number);
        producer.send(message);
    }

    /** The first consumer has the message, and its lease has begun. */
    void hold(Message message) {
        if (held[number(message)] == 0) {
            held[number(message)] = System.nanoTime();
            allHeld.countDown();
        }
    }

    /** Takes every redelivery from now on, and acknowledges it. */
    void collect(Client client, String queue) throws JMSException {
        client.consumer(AckMode.INDIVIDUAL, queue).setMessageListener(this::redelivered);
    }

    private void redelivered(Message message) {
        if (redelivered[number(message)] == 0) {
            redelivered[number(message)] = System.nanoTime();
            allRedelivered.countDown();
        }
        try {
            message.acknowledge();
        } catch (JMSException e) {
            throw new IllegalStateException("a redelivery cannot be acknowledged", e);
        }
    }

    void awaitAllHeld() throws InterruptedException {
        await(allHeld, "were not received");
    }

    void awaitAllRedelivered() throws InterruptedException {
        await(allRedelivered, "were not redelivered");
    }

    private static void await(CountDownLatch latch, String failure) throws InterruptedException {
        if (!latch.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException(latch.getCount() + " messages " + failure);
        }
    }

    /** Milliseconds from the end of each lease to the redelivery; negative if it came too early. */
    List<Double> latenessMillis(Duration lease) {
        return IntStream.range(0, held.length)
                .mapToObj(i -> (redelivered[i] - held[i] - lease.toNanos()) / 1e6)
                .toList();
    }

    /** From the first hold to the last one. */
    Duration holdingTook() {
        return Duration.ofNanos(latest(held) - earliest(held));
    }

    /** Milliseconds from the end of the first lease to the last redelivery. */
    double lastRedeliveryMillis(Duration lease) {
        return (latest(redelivered) - earliest(held) - lease.toNanos()) / 1e6;
    }

    private static long earliest(long[] times) {
        return IntStream.range(1, times.length)
                        .mapToLong(i -> times[i] - times[0])
                        .reduce(0, Math::min)
                + times[0];
    }

    private static long latest(long[] times) {
        return IntStream.range(1, times.length)
                        .mapToLong(i -> times[i] - times[0])
                        .reduce(0, Math::max)
                + times[0];
    }

    private static int number(Message message) {
        try {
            return message.getIntProperty(NUMBER);
        } catch (JMSException e) {
            throw new IllegalStateException("a message without its number", e);
        }
    }
}
