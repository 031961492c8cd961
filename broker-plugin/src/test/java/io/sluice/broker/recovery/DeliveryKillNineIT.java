package io.sluice.broker.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.fixture.HookServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.ClientProducer;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ClientSessionFactory;
import org.apache.activemq.artemis.api.core.client.ServerLocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A broker that is killed again and again while it pushes to an endpoint that often fails loses no message. */
class DeliveryKillNineIT {

    private static final int MESSAGES = 2_000;
    private static final int KILLS = 3;
    private static final int SUCCESSES_IN_TEN = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long SEED = Long.getLong("seed", System.nanoTime());

    @TempDir
    Path folder;

    @Test
    @Timeout(value = 4, unit = TimeUnit.MINUTES)
    void deliversEveryMessageAtLeastOnce() throws Exception {
        System.out.println("seed " + SEED);
        Random random = new Random(SEED);
        try (HookServer hook = new HookServer()) {
            // Given
            Set<String> taken = ConcurrentHashMap.newKeySet();
            hook.answerWith(post -> {
                boolean takes;
                synchronized (random) {
                    takes = random.nextInt(10) < SUCCESSES_IN_TEN;
                }
                if (takes) {
                    taken.add(post.body());
                }
                return takes ? 200 : 503;
            });
            Broker broker = Broker.start(folder, hook.url());
            try {
                send(broker.port());

                // When
                for (int kill = 1; kill <= KILLS; kill++) {
                    int before = MESSAGES * kill / (KILLS + 1);
                    await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).until(() -> taken.size() >= before);
                    broker.killNine();
                    broker = Broker.start(folder, hook.url());
                }
                int port = broker.port();
                await().atMost(PATIENCE).until(() -> count(port, DeliveryBroker.QUEUE) == 0);

                // Then
                assertThat(count(port, DeliveryBroker.DEAD_LETTERS)).isZero();
                assertThat(taken)
                        .isEqualTo(IntStream.range(0, MESSAGES)
                                .mapToObj(String::valueOf)
                                .collect(Collectors.toSet()));
            } finally {
                broker.killNine();
            }
        }
    }

    private static void send(int port) throws Exception {
        try (ServerLocator locator = ActiveMQClient.createServerLocator("tcp://127.0.0.1:" + port);
                ClientSessionFactory factory = locator.createSessionFactory();
                ClientSession session = factory.createTransactedSession()) {
            ClientProducer producer = session.createProducer(DeliveryBroker.QUEUE);
            for (int i = 0; i < MESSAGES; i++) {
                ClientMessage message = session.createMessage(ClientMessage.TEXT_TYPE, true);
                message.getBodyBuffer().writeNullableSimpleString(SimpleString.of(String.valueOf(i)));
                producer.send(message);
            }
            session.commit();
        }
    }

    private static long count(int port, String queue) throws Exception {
        try (ServerLocator locator = ActiveMQClient.createServerLocator("tcp://127.0.0.1:" + port);
                ClientSessionFactory factory = locator.createSessionFactory();
                ClientSession session = factory.createSession()) {
            return session.queueQuery(SimpleString.of(queue)).getMessageCount();
        }
    }

    /** A running {@link DeliveryBroker}. */
    private record Broker(Process process, int port) {

        static Broker start(Path data, String url) throws IOException {
            Process process = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx256m",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            DeliveryBroker.class.getName(),
                            data.toString(),
                            url))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            BufferedReader lines = process.inputReader();
            String line = lines.readLine();
            while (line != null && !line.startsWith("port ")) {
                line = lines.readLine();
            }
            if (line == null) {
                throw new IllegalStateException("the broker did not start");
            }
            return new Broker(process, Integer.parseInt(line.substring("port ".length())));
        }

        void killNine() throws InterruptedException {
            process.destroyForcibly();
            process.waitFor();
        }
    }
}
