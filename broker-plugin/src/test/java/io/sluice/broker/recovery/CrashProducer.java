package io.sluice.broker.recovery;

import io.sluice.broker.fixture.JmsClients;
import io.sluice.broker.fixture.WorkerKind;
import io.sluice.broker.fixture.WorkerOptions;
import io.sluice.broker.runtime.BrokerProcess;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** An application that sends durable messages one by one, each after the last was confirmed. Runs on one thread. */
final class CrashProducer implements Runnable {

    private static final int POISON_IN = 25;

    private final String name;
    private final WorkerKind.Client client;
    private final CrashWorker.Scene scene;
    private final RandomGenerator dice;
    private final CountDownLatch stop;
    private final Backlog backlog;
    private int sent;

    /** How many messages may wait before a producer holds back. */
    interface Backlog {
        boolean isFull();
    }

    CrashProducer(
            String name,
            WorkerKind.Client client,
            CrashWorker.Scene scene,
            RandomGenerator dice,
            CountDownLatch stop,
            Backlog backlog) {
        this.name = name;
        this.client = client;
        this.scene = scene;
        this.dice = dice;
        this.stop = stop;
        this.backlog = backlog;
    }

    @Override
    public void run() {
        try (Connection connection = JmsClients.factory(client, scene.port(), WorkerOptions.DEFAULT)
                        .createConnection(BrokerProcess.USER, BrokerProcess.PASSWORD);
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(session.createQueue(scene.queue()))) {
            while (!stop.await(backlog.isFull() ? 20 : 2, TimeUnit.MILLISECONDS)) {
                if (!backlog.isFull()) {
                    send(session, producer);
                }
            }
        } catch (JMSException brokerIsGone) {
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(Session session, MessageProducer producer) throws JMSException {
        int number = sent++;
        String id = dice.nextInt(POISON_IN) == 0 ? Messages.poison(name, number) : Messages.good(name, number);
        History history = scene.history();
        history.add(new HistoryEvent.Sending(history.now(), id));
        producer.send(session.createTextMessage(id));
        history.add(new HistoryEvent.Sent(history.now(), id));
    }
}
