package io.sluice.benchmarks.measure;

import io.sluice.benchmarks.broker.BrokerProcess;
import io.sluice.benchmarks.client.AckMode;
import io.sluice.benchmarks.client.Client;
import io.sluice.benchmarks.client.Load;
import io.sluice.benchmarks.client.Prefetch;
import io.sluice.benchmarks.client.SendMode;
import jakarta.jms.BytesMessage;
import jakarta.jms.DeliveryMode;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.Random;

/**
 * One producer publishes to a topic for some time. It does not wait for the broker's answers, but in the end for the broker to
 * have had all messages; until then the flow control of its protocol keeps it honest.
 *
 * @param keys values of the property that policies and selectors look at
 */
record Publishing(Load load, int keys) {
    private static final int TOGETHER = 200;

    /** Leaves all queues empty. */
    Sample run(BrokerProcess broker, String topic, Duration length) throws Exception {
        Random random = new Random(1);
        try (Client client = Client.connect(load.protocol(), broker.port(), Prefetch.DEFAULT, SendMode.ASYNCHRONOUS)) {
            Session session = client.session(AckMode.AUTO);
            MessageProducer producer = session.createProducer(session.createTopic(topic));
            producer.setDeliveryMode(load.durable() ? DeliveryMode.PERSISTENT : DeliveryMode.NON_PERSISTENT);
            int messages = 0;
            long cpu = broker.cpuNanos();
            long start = System.nanoTime();
            do {
                for (int i = 0; i < TOGETHER; i++) {
                    BytesMessage message = load.message(session);
                    message.setIntProperty("k", random.nextInt(keys));
                    producer.send(message);
                }
                messages += TOGETHER;
            } while (System.nanoTime() - start < length.toNanos());
            session.createTemporaryQueue().delete();
            return new Sample(messages, System.nanoTime() - start, broker.cpuNanos() - cpu);
        } finally {
            broker.purgeAll();
        }
    }

    @Override
    public String toString() {
        return load.toString();
    }
}
