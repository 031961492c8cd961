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
 */
record CrowdedLeases(Load load, Duration lease, int perSecond) {
    private static final int HOLDERS = 10;
    private static final int SENDERS_SHARE_OF_LEASE = 2;

    /** How many messages fit into the part of a lease that is spent on sending. */
    int most() {
        return (int) (perSecond * lease.toMillis() / 1000 / SENDERS_SHARE_OF_LEASE);
    }

    /** The lateness of the redelivery of so many messages, in milliseconds. */
    List<Double> lateness(BrokerProcess broker, String queue, int messages) throws Exception {
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
        }
        broker.awaitEmpty(queue);
        return clock.latenessMillis(lease);
    }
}
