package io.sluice.benchmarks.fifo;

import io.sluice.benchmarks.broker.BrokerProcess;
import io.sluice.benchmarks.client.AckMode;
import io.sluice.benchmarks.client.Client;
import io.sluice.benchmarks.client.Clients;
import io.sluice.benchmarks.client.Contents;
import io.sluice.benchmarks.client.Load;
import io.sluice.benchmarks.measure.Sample;
import io.sluice.benchmarks.measure.Work;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Some consumers, each with its own connection, receive and acknowledge what was sent before. Time and CPU begin when the
 * connections are started and end when the last acknowledgement has reached the broker; filling is not in them.
 */
record GroupDrain(Load load, Contents contents, int consumers) implements Work {
    private static final int LIMIT_SECONDS = 60;

    @Override
    public Sample run(BrokerProcess broker, String queue, int messages) throws Exception {
        long others = broker.counts(queue).messages();
        Client.preload(load, contents, broker.port(), queue, messages);
        var received = new CountDownLatch(messages);
        try (var clients = new Clients(consumers, running -> Client.connect(load.protocol(), running.port()), broker)) {
            for (Client client : clients.all()) {
                client.consumer(AckMode.AUTO, queue).setMessageListener(message -> received.countDown());
            }
            long cpu = broker.cpuNanos();
            long start = System.nanoTime();
            for (Client client : clients.all()) {
                client.start();
            }
            if (!received.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException(this + ": " + received.getCount() + " messages did not arrive");
            }
            broker.awaitCounts(queue, counts -> counts.messages() <= others, LIMIT_SECONDS);
            return new Sample(messages, System.nanoTime() - start, broker.cpuNanos() - cpu);
        }
    }

    @Override
    public String toString() {
        return "drain, " + contents;
    }
}
