package io.sluice.benchmarks.measure;

import io.sluice.benchmarks.broker.BrokerProcess;
import io.sluice.benchmarks.client.AckMode;
import io.sluice.benchmarks.client.Client;
import io.sluice.benchmarks.client.Load;
import io.sluice.benchmarks.client.Prefetch;
import io.sluice.benchmarks.client.SendMode;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.List;

/**
 * Leases that end at a steady rate: messages are sent at that rate to consumers that keep them, so that a lease later
 * they come back at the same rate. For a queue with {@code leaseStart: delivery}, where each message has its own clock.
 *
 * @param inFlightPerConsumer the limit of the queue. It has to be just reached by every holder: one with room would take
 *     the redeliveries of another and keep them for a lease more
 */
record CrowdedLeases(Load load, Duration lease, int perSecond, int inFlightPerConsumer) {
    private static final int HOLDERS = 10;
    /** A quarter, so that a slow producer still ends before the first lease does. */
    private static final int SENDERS_SHARE_OF_LEASE = 4;

    /** The limit for so many messages, or as many as can be sent in the share of a lease that there is for it. */
    static int inFlightPerConsumer(Duration lease, int perSecond, int messages) {
        long most = perSecond * lease.toMillis() / 1000 / SENDERS_SHARE_OF_LEASE;
        return (int) Math.max(1, Math.min(messages, most) / HOLDERS);
    }

    /**
     * What came of one round.
     *
     * @param perSecond the rate at which leases began, and therefore end
     * @param latenessMillis of each redelivery
     */
    record Outcome(double perSecond, List<Double> latenessMillis) {}

    Outcome run(BrokerProcess broker, String queue) throws Exception {
        int messages = HOLDERS * inFlightPerConsumer;
        var clock = new LeaseClock(messages);
        try (Client holders = Client.connect(load.protocol(), broker.port(), Prefetch.EVERYTHING, SendMode.BLOCKING);
                Client collector = Client.connect(load.protocol(), broker.port());
                Client sending =
                        Client.connect(load.protocol(), broker.port(), Prefetch.DEFAULT, SendMode.ASYNCHRONOUS)) {
            for (int i = 0; i < HOLDERS; i++) {
                holders.consumer(AckMode.INDIVIDUAL, queue).setMessageListener(clock::hold);
            }
            holders.start();
            collector.start();
            Session session = sending.session(AckMode.AUTO);
            MessageProducer producer = load.producer(session, queue);
            var pacer = new Pacer(perSecond);
            for (int i = 0; i < messages; i++) {
                pacer.awaitNext();
                LeaseClock.send(load, session, producer, i);
            }
            clock.awaitAllHeld();
            clock.collect(collector, queue);
            clock.awaitAllRedelivered();
            broker.awaitEmpty(queue); // closing before that could lose acknowledgements under way
        }
        double rate = messages * 1e9 / clock.holdingTook().toNanos();
        return new Outcome(rate, clock.latenessMillis(lease));
    }
}
