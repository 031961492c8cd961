package io.sluice.benchmarks.measure;

import io.sluice.benchmarks.broker.BrokerProcess;
import io.sluice.benchmarks.client.AckMode;
import io.sluice.benchmarks.client.Client;
import io.sluice.benchmarks.client.Load;
import io.sluice.benchmarks.client.Prefetch;
import io.sluice.benchmarks.client.Protocol;
import io.sluice.benchmarks.client.SendMode;
import io.sluice.benchmarks.report.Figure;
import io.sluice.benchmarks.report.Goal;
import io.sluice.benchmarks.report.Spread;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * One consumer holds many messages and hangs: the time from the end of its oldest lease until another consumer has
 * received all of them, the transfer included.
 */
public final class ExpiryBurst implements Measurement {
    private static final Goal GOAL = Goal.atMost(1_000);
    private static final Duration LEASE = Duration.ofSeconds(4);

    @Override
    public String name() {
        return "expiry";
    }

    @Override
    public void run(Stage stage) throws Exception {
        try (BrokerProcess broker =
                stage.broker("visibilityTimeout: " + LEASE.toSeconds() + "s", "maxInFlightPerConsumer: unlimited")) {
            for (Protocol protocol : Protocol.values()) {
                measure(new Load(protocol, false, 256), broker, stage);
                measure(new Load(protocol, true, 256), broker, stage);
            }
        }
    }

    private void measure(Load load, BrokerProcess broker, Stage stage) throws Exception {
        int messages = stage.effort().burst();
        String work = String.format("%,d of one consumer at once, %s", messages, load);
        stage.progress().begin(name() + ": " + work);
        List<Double> millis = new ArrayList<>();
        for (int round = 0; round < stage.effort().fewRounds(); round++) {
            millis.add(burst(load, messages, broker, stage.selfCheck()));
            stage.progress().round();
        }
        Figure figure = Figure.of(name(), work, "ms until all are received again", "ms", Spread.of(millis))
                .against(GOAL);
        stage.report().add(figure);
        stage.progress().end(String.format("%.0f ms", figure.value().median()));
    }

    private static double burst(Load load, int messages, BrokerProcess broker, boolean standIn) throws Exception {
        var clock = new LeaseClock(messages);
        ScheduledExecutorService closing = Executors.newSingleThreadScheduledExecutor();
        send(load, messages, broker);
        try (Client holder = Client.connect(load.protocol(), broker.port(), Prefetch.EVERYTHING, SendMode.BLOCKING);
                Client collector =
                        Client.connect(load.protocol(), broker.port(), Prefetch.EVERYTHING, SendMode.BLOCKING)) {
            holder.consumer(AckMode.INDIVIDUAL, Stage.LEASED).setMessageListener(clock::hold);
            holder.start();
            if (standIn) {
                closing.schedule(() -> close(holder), LEASE.toNanos(), TimeUnit.NANOSECONDS);
            }
            clock.awaitAllHeld();
            if (clock.holdingTook().compareTo(LEASE) >= 0) {
                throw new IllegalStateException(
                        load + ": handing out " + messages + " messages took longer than a lease");
            }
            collector.start();
            clock.collect(collector, Stage.LEASED);
            clock.awaitAllRedelivered();
            broker.awaitEmpty(Stage.LEASED); // closing before that could lose acknowledgements under way
        } finally {
            closing.shutdownNow();
        }
        return clock.lastRedeliveryMillis(LEASE);
    }

    private static void send(Load load, int messages, BrokerProcess broker) throws JMSException {
        try (Client client = Client.connect(load.protocol(), broker.port(), Prefetch.DEFAULT, SendMode.ASYNCHRONOUS)) {
            Session session = client.session(AckMode.AUTO);
            MessageProducer producer = load.producer(session, Stage.LEASED);
            for (int i = 0; i < messages; i++) {
                LeaseClock.send(load, session, producer, i);
            }
        }
        broker.awaitCounts(Stage.LEASED, counts -> counts.messages() == messages, 30);
    }

    private static boolean close(Client holder) throws JMSException {
        holder.close();
        return true;
    }
}
