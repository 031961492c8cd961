package io.sluice.broker.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.runtime.BrokerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.api.core.client.ClientConsumer;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.ClientProducer;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ClientSessionFactory;
import org.apache.activemq.artemis.api.core.client.ServerLocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A broker that is killed again and again while it moves 100,000 dead letters loses none and doubles none. */
class RedriveKillNineIT {

    private static final int MESSAGES = 100_000;
    private static final int KILLS = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void movesEveryMessageExactlyOnce() throws Exception {
        // Given
        Path etc = BrokerProcess.defaultEtc(folder.resolve("etc"));
        Files.writeString(etc.resolve("sluice.yaml"), """
                queues:
                  orders:
                    maxInFlightPerConsumer: unlimited
                    redrivePolicy: { deadLetterQueue: orders-dlq, maxReceiveCount: 1 }
                  orders-dlq: {}
                """);
        Path data = folder.resolve("data");
        BrokerProcess broker = BrokerProcess.start(etc, data);
        try {
            sendDeadLetters(broker);
            request(broker, "StartMessageMoveTask");
            // When
            for (int kill = 1; kill <= KILLS; kill++) {
                long before = (long) MESSAGES * kill / (KILLS + 2);
                BrokerProcess running = broker;
                await().atMost(PATIENCE)
                        .pollInterval(Duration.ofMillis(50))
                        .until(() -> count(running, "orders") >= before);
                broker.killNine();
                broker = BrokerProcess.start(etc, data);
            }
            BrokerProcess last = broker;
            await().atMost(PATIENCE)
                    .until(() -> request(last, "ListMessageMoveTasks").contains("\"COMPLETED\""));
            // Then
            assertThat(count(broker, "orders-dlq")).isZero();
            assertThat(drain(broker))
                    .isEqualTo(IntStream.range(0, MESSAGES).boxed().toList());
        } finally {
            broker.close();
        }
    }

    private interface Work<T> {
        T in(ClientSession session) throws Exception;
    }

    private static <T> T connected(BrokerProcess broker, Work<T> work) throws Exception {
        try (ServerLocator locator = ActiveMQClient.createServerLocator(broker.url("artemis"));
                ClientSessionFactory factory = locator.createSessionFactory();
                ClientSession session = factory.createSession(
                        BrokerProcess.USER,
                        BrokerProcess.PASSWORD,
                        false,
                        false,
                        false,
                        false,
                        ActiveMQClient.DEFAULT_ACK_BATCH_SIZE)) {
            session.start();
            return work.in(session);
        }
    }

    /** Sends what looks as if it had been dead-lettered; to have 100,000 messages fail one by one would take minutes. */
    private static void sendDeadLetters(BrokerProcess broker) throws Exception {
        connected(broker, session -> {
            ClientProducer producer = session.createProducer("orders-dlq");
            for (int i = 0; i < MESSAGES; i++) {
                ClientMessage message = session.createMessage(true);
                message.putIntProperty("number", i);
                message.putStringProperty("sluice_dead_letter_source", "orders");
                message.putStringProperty("sluice_dead_letter_reason", "MaxReceiveCountExceeded");
                producer.send(message);
                if (i % 10_000 == 9_999) {
                    session.commit();
                }
            }
            return null;
        });
        assertThat(count(broker, "orders-dlq")).isEqualTo(MESSAGES);
    }

    private static long count(BrokerProcess broker, String queue) throws Exception {
        return connected(
                broker, session -> session.queueQuery(SimpleString.of(queue)).getMessageCount());
    }

    private static String request(BrokerProcess broker, String action) throws Exception {
        return connected(broker, session -> {
            session.createQueue(QueueConfiguration.of("replies")
                    .setRoutingType(RoutingType.ANYCAST)
                    .setTemporary(true)
                    .setDurable(false));
            ClientMessage request = session.createMessage(false);
            request.putStringProperty("action", action);
            request.putStringProperty("source", "orders-dlq");
            request.setReplyTo(SimpleString.of("replies"));
            session.createProducer("sluice.control").send(request);
            session.commit();
            ClientMessage reply = session.createConsumer("replies").receive(PATIENCE.toMillis());
            return String.valueOf(reply.getBodyBuffer().readNullableSimpleString());
        });
    }

    private static List<Integer> drain(BrokerProcess broker) throws Exception {
        return connected(broker, session -> {
            List<Integer> numbers = new ArrayList<>();
            ClientConsumer consumer = session.createConsumer("orders");
            ClientMessage message = consumer.receive(PATIENCE.toMillis());
            while (message != null) {
                numbers.add(message.getIntProperty("number"));
                message.acknowledge();
                if (numbers.size() % 10_000 == 0) {
                    session.commit();
                }
                message = numbers.size() < MESSAGES ? consumer.receive(PATIENCE.toMillis()) : consumer.receive(500);
            }
            session.commit();
            return numbers;
        });
    }
}
