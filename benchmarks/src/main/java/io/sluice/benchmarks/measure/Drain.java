package io.sluice.benchmarks.measure;

import io.sluice.benchmarks.broker.BrokerProcess;
import io.sluice.benchmarks.client.AckMode;
import io.sluice.benchmarks.client.Client;
import io.sluice.benchmarks.client.Load;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;

/**
 * Receives and acknowledges a queue that was filled before, with one consumer. Time and CPU begin when the connection is
 * started and end when the last acknowledgement has reached the broker; filling is not in them.
 */
record Drain(Load load, AckMode ackMode) implements Work {
    private static final long RECEIVE_MILLIS = 30_000;

    @Override
    public Sample run(BrokerProcess broker, String queue, int messages) throws Exception {
        Client.preload(load, broker.port(), queue, messages);
        try (Client client = Client.connect(load.protocol(), broker.port())) {
            MessageConsumer consumer = client.consumer(ackMode, queue);
            long cpu = broker.cpuNanos();
            long start = System.nanoTime();
            client.start();
            for (int i = 0; i < messages; i++) {
                Message message = consumer.receive(RECEIVE_MILLIS);
                if (message == null) {
                    throw new IllegalStateException(this + ": nothing arrives after " + i + " of " + messages);
                }
                if (ackMode == AckMode.INDIVIDUAL) {
                    message.acknowledge();
                }
            }
            broker.awaitEmpty(queue);
            return new Sample(messages, System.nanoTime() - start, broker.cpuNanos() - cpu);
        }
    }

    @Override
    public String toString() {
        return "drain, " + ackMode + " ack, " + load;
    }
}
