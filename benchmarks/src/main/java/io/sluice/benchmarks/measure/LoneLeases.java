package io.sluice.benchmarks.measure;

import io.sluice.benchmarks.broker.BrokerProcess;
import io.sluice.benchmarks.client.AckMode;
import io.sluice.benchmarks.client.Client;
import io.sluice.benchmarks.client.Load;
import io.sluice.benchmarks.client.Prefetch;
import io.sluice.benchmarks.client.SendMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Leases that end one by one on a broker that has nothing else to do: consumers on connections of their own hold one
 * message each, taken 30 ms apart, and none of them ever settles it; another consumer then takes the redeliveries.
 */
record LoneLeases(Load load, Duration lease) {
    static final int LANES = 20;
    private static final long APART_NANOS = TimeUnit.MILLISECONDS.toNanos(30);
    private static final long RECEIVE_MILLIS = 10_000;

    private record Holder(Client client, MessageConsumer consumer) {}

    /**
     * The lateness of {@link #LANES} redeliveries, in milliseconds.
     *
     * @param standIn ends each lease by closing its connection, for a broker without leases: shows what the measurement
     *     itself adds
     */
    List<Double> lateness(BrokerProcess broker, String queue, boolean standIn) throws Exception {
        var clock = new LeaseClock(LANES);
        List<Holder> holders = new ArrayList<>();
        ScheduledExecutorService closing = Executors.newSingleThreadScheduledExecutor();
        try (Client collector = Client.connect(load.protocol(), broker.port());
                Client sending = Client.connect(load.protocol(), broker.port())) {
            for (int i = 0; i < LANES; i++) {
                holders.add(holder(broker, queue));
            }
            collector.start();
            Session session = sending.session(AckMode.AUTO);
            MessageProducer producer = load.producer(session, queue);
            for (int i = 0; i < LANES; i++) {
                Holder holder = holders.get(i);
                LeaseClock.send(load, session, producer, i);
                hold(holder.consumer, clock);
                if (standIn) {
                    closing.schedule(() -> close(holder), lease.toNanos(), TimeUnit.NANOSECONDS);
                }
                LockSupport.parkNanos(APART_NANOS);
            }
            clock.collect(collector, queue);
            clock.awaitAllRedelivered();
            broker.awaitEmpty(queue); // closing before that could lose acknowledgements under way
        } finally {
            closing.shutdownNow();
            for (Holder holder : holders) {
                close(holder);
            }
        }
        return clock.latenessMillis(lease);
    }

    private Holder holder(BrokerProcess broker, String queue) throws JMSException {
        Client client = Client.connect(load.protocol(), broker.port(), Prefetch.ONE_AT_A_TIME, SendMode.BLOCKING);
        MessageConsumer consumer = client.consumer(AckMode.INDIVIDUAL, queue);
        client.start();
        return new Holder(client, consumer);
    }

    private void hold(MessageConsumer consumer, LeaseClock clock) throws JMSException {
        Message message = consumer.receive(RECEIVE_MILLIS);
        if (message == null) {
            throw new IllegalStateException(load + ": a consumer got no message to hold");
        }
        clock.hold(message);
    }

    /** Has no effect on a holder that is closed already. */
    private static boolean close(Holder holder) throws JMSException {
        holder.client.close();
        return true;
    }
}
