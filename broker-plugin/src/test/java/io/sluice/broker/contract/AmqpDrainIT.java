package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.GroupedProducer;
import io.sluice.broker.fixture.JmsClients;
import io.sluice.broker.fixture.ProtonWorker;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import io.sluice.broker.fixture.WorkerKind.Acknowledgement;
import io.sluice.broker.fixture.WorkerKind.Client;
import io.sluice.broker.fixture.WorkerOptions;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.activemq.artemis.core.server.impl.QueueImpl;
import org.apache.activemq.artemis.protocol.amqp.broker.ActiveMQProtonRemotingConnection;
import org.apache.qpid.protonj2.client.Delivery;
import org.apache.qpid.protonj2.client.Receiver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What becomes of a message that was on its way to an AMQP client when that took its credit back. */
@Execution(ExecutionMode.SAME_THREAD)
class AmqpDrainIT {

    private static final WorkerKind AMQP = new WorkerKind(Client.PROTONJ2, Acknowledgement.INDIVIDUAL);
    private static final Duration QUIET = Duration.ofMillis(200);
    private static final int PATIENCE_MILLIS = 10_000;
    private static final int CREDIT = 10;
    private static final int ROLLED_BACK = Integer.getInteger("drain.messages", 300);

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            queues:
              "plain.*": { maxInFlightPerConsumer: unlimited }
              "long.*.fifo": { maxInFlightPerConsumer: unlimited }
              "short.*.fifo": { maxInFlightPerConsumer: unlimited, visibilityTimeout: 500ms }
            """);

    /** Has the queue choose its messages after the client has sent a drain, and before the link has carried it out. */
    private static void drainBeforeMessagesAreWritten(Workshop shop, ProtonWorker worker, int messages)
            throws Exception {
        QueueImpl queue = (QueueImpl) BROKER.queue(shop.queue());
        int before = queue.getDeliveringCount();
        CountDownLatch queueMayGoOn = hold(queue.getExecutor());
        Future<Receiver> drained = worker.receiver().drain();
        worker.awaitBroker();
        CountDownLatch linkMayGoOn = hold(eventLoop());
        queueMayGoOn.countDown();
        CompletableFuture.runAsync(() -> {}, queue.getExecutor()).get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        queue.resume();
        await().until(() -> queue.getDeliveringCount() == before + messages);
        linkMayGoOn.countDown();
        drained.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static CountDownLatch hold(Executor executor) throws InterruptedException {
        CountDownLatch holding = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        executor.execute(() -> {
            holding.countDown();
            try {
                assertThat(release.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS))
                        .isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertThat(holding.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)).isTrue();
        return release;
    }

    private static Executor eventLoop() {
        return BROKER.server().getRemotingService().getConnections().stream()
                .filter(ActiveMQProtonRemotingConnection.class::isInstance)
                .map(connection -> ((ActiveMQProtonRemotingConnection) connection).getAmqpConnection())
                .<Executor>map(connection -> connection::runLater)
                .reduce((one, other) -> {
                    throw new IllegalStateException("there is more than one connection");
                })
                .orElseThrow();
    }

    private static ProtonWorker withCredit(Workshop shop) throws Exception {
        ProtonWorker worker = (ProtonWorker) shop.open(AMQP, WorkerOptions.DEFAULT.withPrefetch(0));
        worker.receiver().addCredit(CREDIT);
        return worker;
    }

    private static Received receive(Worker worker) {
        return worker.receive(Duration.ofMillis(PATIENCE_MILLIS)).orElseThrow();
    }

    @Test
    void aMessageThatADrainOvertookGoesToSomebodyElseAndWasNotReceived() throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "plain")) {
            // Given
            ProtonWorker drained = withCredit(shop);
            BROKER.queue(shop.queue()).pause();
            shop.sendNumbered(AMQP, 2);
            await().until(() -> BROKER.server().getConnectionCount() == 1);
            // When
            drainBeforeMessagesAreWritten(shop, drained, 2);
            // Then
            await().until(() -> BROKER.queue(shop.queue()).getDeliveringCount() == 0);
            assertThat(shop.finish(shop.open(AMQP), 2)).containsExactly("m1#1", "m2#1");
            assertThat(drained.receive(QUIET)).isEmpty();
        }
    }

    @Test
    void aDrainedLinkLosesNoCreditByAMessageThatWentBack() throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "plain")) {
            // Given
            ProtonWorker drained = withCredit(shop);
            BROKER.queue(shop.queue()).pause();
            shop.sendNumbered(AMQP, 3);
            await().until(() -> BROKER.server().getConnectionCount() == 1);
            drainBeforeMessagesAreWritten(shop, drained, 3);
            // When
            drained.receiver().addCredit(3);
            // Then
            for (int i = 1; i <= 3; i++) {
                Delivery next = drained.receiver().receive(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
                assertThat(next.message().body()).isEqualTo("m" + i);
                next.accept();
            }
        }
    }

    @Test
    void aMessageThatADrainOvertookDoesNotReachItsClientBeforeOneThatWasReleased() throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "long", ".fifo")) {
            // Given
            ProtonWorker worker = withCredit(shop);
            GroupedProducer.send(BROKER, Client.PROTONJ2, shop.queue(), "g", "m1");
            Delivery first = worker.receiver().receive(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            BROKER.queue(shop.queue()).pause();
            GroupedProducer.send(BROKER, Client.PROTONJ2, shop.queue(), "g", "m2", "m3");
            await().until(() -> BROKER.server().getConnectionCount() == 1);
            drainBeforeMessagesAreWritten(shop, worker, 2);
            // When
            first.release();
            worker.receiver().addCredit(CREDIT);
            // Then
            List<String> bodies = List.of(
                    receive(worker).body(),
                    receive(worker).body(),
                    receive(worker).body());
            assertThat(bodies).containsExactly("m1", "m2", "m3");
        }
    }

    @Test
    void aQpidSessionThatRollsBackAgainAndAgainReceivesAGroupInOrder() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.printf("AmqpDrainIT: -Dseed=%d%n", seed);
        SplittableRandom dice = new SplittableRandom(seed);
        String[] bodies =
                IntStream.range(0, ROLLED_BACK).mapToObj(Integer::toString).toArray(String[]::new);
        try (Workshop shop = Workshop.at(BROKER, "long", ".fifo");
                Connection connection = JmsClients.connect(BROKER, Client.QPID_JMS);
                Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
                MessageConsumer consumer = session.createConsumer(session.createQueue(shop.queue()))) {
            // Given
            CompletableFuture<Void> sending = CompletableFuture.runAsync(
                    () -> GroupedProducer.send(BROKER, Client.CORE, shop.queue(), "g", bodies));
            // When
            int committed = 0;
            while (committed < ROLLED_BACK) {
                int taken = Math.min(ROLLED_BACK, committed + 1 + dice.nextInt(3));
                // Then
                for (int next = committed; next < taken; next++) {
                    assertThat(bodyOf(consumer.receive(PATIENCE_MILLIS))).isEqualTo(bodies[next]);
                }
                if (dice.nextInt(3) == 0) {
                    session.commit();
                    committed = taken;
                } else {
                    session.rollback();
                }
            }
            sending.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private static String bodyOf(Message message) throws JMSException {
        return message.getBody(String.class);
    }
}
