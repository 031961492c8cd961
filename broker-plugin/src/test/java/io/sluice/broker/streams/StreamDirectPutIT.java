package io.sluice.broker.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3Client;
import io.sluice.broker.artemis.plugin.StreamsOf;
import io.sluice.broker.artemis.stream.StreamListener;
import io.sluice.broker.contract.ControlClient;
import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.JmsClients;
import io.sluice.broker.fixture.OpenWireClient;
import io.sluice.broker.fixture.Publishers;
import io.sluice.broker.fixture.StompClient;
import io.sluice.broker.fixture.StompFrame;
import io.sluice.broker.fixture.WorkerKind.Client;
import io.sluice.broker.stream.ShardId;
import jakarta.jms.CompletionListener;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.paging.PagingStore;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Records that are in no transaction: written once, in order with those that are in one, and held up when they cannot be written. */
class StreamDirectPutIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int ROUNDS = 150;
    private static final int LARGE = 6;
    private static final int FULL_BYTES = 1024 * 1024;
    private static final int PADDING = 15_000;

    @RegisterExtension
    static final EmbeddedBroker BROKER =
            EmbeddedBroker.configuredWith("""
                    streams:
                      telemetry: { shards: 4, throughputLimits: false }
                      once: { shards: 2, throughputLimits: false }
                      refused: { throughputLimits: false }
                      stalled: { throughputLimits: false }
                    """).with("stalled", new AddressSettings().setMaxSizeBytes(FULL_BYTES));

    private static Path data() {
        return BROKER.configurationFile().getParent();
    }

    private static List<Integer> numbers(String stream, String prefix, int count) {
        return await().atMost(PATIENCE)
                .until(
                        () -> StreamFiles.read(data(), stream).stream()
                                .map(StreamFiles.Record::text)
                                .filter(text -> text.startsWith(prefix + ":"))
                                .map(text -> Integer.parseInt(text.substring(prefix.length() + 1)))
                                .toList(),
                        found -> found.size() >= count);
    }

    private static List<Integer> upTo(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private static Message message(Session session, String text) throws JMSException {
        Message message = session.createTextMessage(text);
        message.setStringProperty("JMSXGroupID", "one key");
        return message;
    }

    @ParameterizedTest
    @EnumSource(Client.class)
    void aPutInNoTransactionIsNotStoredInTheJournal(Client client) {
        // Given
        long before = BROKER.queue("sluice.stream.once").getMessagesAdded();

        // When
        Publishers.publish(BROKER, client, "once", client + ":0", Map.of("JMSXGroupID", "k"));

        // Then
        assertThat(numbers("once", client.toString(), 1)).containsExactly(0);
        assertThat(BROKER.queue("sluice.stream.once").getMessagesAdded()).isEqualTo(before);
        await().atMost(PATIENCE).until(() -> addressBytes("once") == 0);
    }

    @ParameterizedTest
    @EnumSource(
            value = Client.class,
            names = {"CORE", "QPID_JMS", "OPENWIRE"})
    void aLargePutInNoTransactionIsNotStoredInTheJournalAndLeavesNoFile(Client client) throws JMSException {
        // Given
        long before = BROKER.queue("sluice.stream.once").getMessagesAdded();
        String name = "large " + client + "x".repeat(300_000);

        // When
        try (Connection connection = JmsClients.connect(BROKER, client);
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(session.createQueue("once"))) {
            for (int number = 0; number < LARGE; number++) {
                producer.send(message(session, name + ":" + number));
            }
        }

        // Then
        assertThat(numbers("once", name, LARGE)).isEqualTo(upTo(LARGE));
        assertThat(BROKER.queue("sluice.stream.once").getMessagesAdded()).isEqualTo(before);
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(BROKER.server().getConfiguration().getLargeMessagesLocation())
                                .isEmptyDirectory());
        await().atMost(PATIENCE).until(() -> addressBytes("once") == 0);
    }

    private static long addressBytes(String stream) throws Exception {
        PagingStore store = BROKER.server().getPagingManager().getPageStore(SimpleString.of(stream));
        return store.getAddressSize();
    }

    @ParameterizedTest
    @EnumSource(
            value = Client.class,
            names = {"CORE", "QPID_JMS", "OPENWIRE"})
    void whatIsSentAfterACommitFollowsItAndWhatIsCommittedAfterASendFollowsThat(Client client) throws JMSException {
        // Given, When
        try (Connection connection = JmsClients.connect(BROKER, client);
                Session direct = connection.createSession();
                Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
                MessageProducer sending = direct.createProducer(direct.createQueue("telemetry"));
                MessageProducer committing = transacted.createProducer(transacted.createQueue("telemetry"))) {
            for (int number = 0; number < 2 * ROUNDS; number += 2) {
                committing.send(message(transacted, client + ":" + number));
                transacted.commit();
                sending.send(message(direct, client + ":" + (number + 1)));
            }
        }

        // Then
        assertThat(numbers("telemetry", client.toString(), 2 * ROUNDS)).isEqualTo(upTo(2 * ROUNDS));
    }

    @Test
    void whatStompSendsAfterTheReceiptOfACommitFollowsIt() {
        // Given, When
        try (StompClient stomp = StompClient.connect(BROKER.port())) {
            for (int number = 0; number < 2 * ROUNDS; number += 2) {
                String tx = "tx" + number;
                stomp.send(StompFrame.of("BEGIN", "transaction", tx));
                stomp.send(stompPut(number).with("transaction", tx));
                stomp.perform(StompFrame.of("COMMIT", "transaction", tx));
                stomp.perform(stompPut(number + 1));
            }
        }

        // Then
        assertThat(numbers("telemetry", "STOMP", 2 * ROUNDS)).isEqualTo(upTo(2 * ROUNDS));
    }

    private static StompFrame stompPut(int number) {
        return StompFrame.of("SEND", "destination", "telemetry", "JMSXGroupID", "one key", "content-type", "text/plain")
                .withBody("STOMP:" + number);
    }

    @Test
    void aPutThatTheDiskRefusesIsAcceptedAtOnceAndThoseBehindItAreRefused() throws Exception {
        // Given
        Path shard = data().resolve("streams/refused/" + new ShardId(0));
        Path away = shard.resolveSibling("away");
        Files.move(shard, away);
        Files.createFile(shard);

        // When
        CompletableFuture<Void> first = CompletableFuture.runAsync(() -> put("refused", "refused:0"));

        // Then
        assertThat(first).succeedsWithin(PATIENCE);
        assertThatThrownBy(() -> put("refused", "refused:7")).hasStackTraceContaining("takes no records now");
        Files.delete(shard);
        Files.move(away, shard);
        await().atMost(PATIENCE).ignoreExceptions().until(() -> {
            put("refused", "refused:1");
            return true;
        });
        assertThat(numbers("refused", "refused", 2)).containsExactly(0, 1);
    }

    private static void put(String stream, String text) {
        Publishers.publish(BROKER, Client.CORE, stream, text, Map.of("JMSXGroupID", "k"));
    }

    @ParameterizedTest
    @EnumSource(
            value = Client.class,
            names = {"CORE", "QPID_JMS", "OPENWIRE", "STOMP", "MQTT"})
    void producersAreHeldUpWhenTheWriterIs(Client client) throws Exception {
        // Given
        int all = 3_000;
        CountDownLatch goOn = new CountDownLatch(1);
        StreamListener stalling = waitingFor(goOn);
        StreamsOf.stream(BROKER.server(), "stalled").addListener(stalling);
        AtomicInteger sent = new AtomicInteger();

        // When
        CompletableFuture<Void> producer = CompletableFuture.runAsync(() -> sendAll(client, all, sent));
        await().atMost(PATIENCE).until(() -> addressBytes("stalled") >= FULL_BYTES);
        long held = steadyBytes("stalled");
        int sentMeanwhile = sent.get();
        StreamsOf.stream(BROKER.server(), "stalled").removeListener(stalling);
        goOn.countDown();

        // Then
        assertThat(held).isLessThan(24L * FULL_BYTES);
        assertThat(sentMeanwhile).isLessThan(all);
        assertThat(producer).succeedsWithin(PATIENCE);
        assertThat(numbers("stalled", client.toString(), all)).isEqualTo(upTo(all));
        await().atMost(PATIENCE).until(() -> addressBytes("stalled") == 0);
    }

    private static StreamListener waitingFor(CountDownLatch goOn) {
        return new StreamListener() {
            @Override
            public void recordsReadable(Set<ShardId> shards) {
                awaitQuietly(goOn);
            }
        };
    }

    /** Their packets are handled by the same threads. */
    @Test
    void anMqttClientThatWaitsForAStreamHoldsUpNobodyWhoPublishesElsewhere() throws Exception {
        // Given
        BROKER.createQueue("elsewhere");
        CountDownLatch goOn = new CountDownLatch(1);
        StreamListener stalling = waitingFor(goOn);
        StreamsOf.stream(BROKER.server(), "stalled").addListener(stalling);
        Mqtt3AsyncClient waiting = connectedWithMqtt();
        Mqtt3AsyncClient other = connectedWithMqtt();
        publish(waiting, "stalled");
        List<CompletableFuture<?>> puts = new ArrayList<>();

        // When, Then
        try {
            for (int number = 0; number < 100; number++) {
                puts.add(publish(waiting, "stalled"));
                assertThat(publish(other, "elsewhere")).succeedsWithin(PATIENCE);
            }
            assertThat(puts.get(puts.size() - 1)).isNotDone();
        } finally {
            StreamsOf.stream(BROKER.server(), "stalled").removeListener(stalling);
            goOn.countDown();
        }
        assertThat(CompletableFuture.allOf(puts.toArray(CompletableFuture[]::new)))
                .succeedsWithin(PATIENCE);
        waiting.disconnect().join();
        other.disconnect().join();
    }

    private static Mqtt3AsyncClient connectedWithMqtt() {
        Mqtt3AsyncClient mqtt = Mqtt3Client.builder().serverPort(BROKER.port()).buildAsync();
        mqtt.connect().join();
        return mqtt;
    }

    private static CompletableFuture<?> publish(Mqtt3AsyncClient mqtt, String topic) {
        return mqtt.publishWith()
                .topic(topic)
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload("other:0".getBytes(StandardCharsets.UTF_8))
                .send();
    }

    /** What waits in memory when nothing more comes. */
    private static long steadyBytes(String stream) {
        AtomicLong last = new AtomicLong(-1);
        await().pollInterval(Duration.ofMillis(500)).atMost(PATIENCE).until(() -> {
            long now = addressBytes(stream);
            return last.getAndSet(now) == now;
        });
        return last.get();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sends without waiting for any answer before the last. */
    private static void sendAll(Client client, int count, AtomicInteger sent) {
        switch (client) {
            case STOMP -> sendAllWithStomp(count, sent);
            case MQTT -> sendAllWithMqtt(count, sent);
            case OPENWIRE -> sendAllWithOpenWire(count, sent);
            default -> sendAllWithJms(client, count, sent);
        }
    }

    /** The text of a message that is long for a small number. */
    private static String padded(Client client, int number) {
        return client + ":" + "0".repeat(PADDING) + number;
    }

    private static void sendAllWithStomp(int count, AtomicInteger sent) {
        try (StompClient stomp = StompClient.connect(BROKER.port())) {
            StompFrame put = StompFrame.of(
                    "SEND", "destination", "stalled", "JMSXGroupID", "one key", "content-type", "text/plain");
            for (int number = 0; number < count; number++) {
                stomp.send(put.withBody(padded(Client.STOMP, number)));
                sent.incrementAndGet();
            }
            stomp.disconnect();
        }
    }

    private static void sendAllWithMqtt(int count, AtomicInteger sent) {
        Mqtt3AsyncClient mqtt = connectedWithMqtt();
        CompletableFuture<?>[] answers = IntStream.range(0, count)
                .mapToObj(number -> mqtt.publishWith()
                        .topic("stalled")
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .payload(padded(Client.MQTT, number).getBytes(StandardCharsets.UTF_8))
                        .send()
                        .thenRun(sent::incrementAndGet))
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(answers).join();
        mqtt.disconnect().join();
    }

    private static void sendAllWithOpenWire(int count, AtomicInteger sent) {
        String url = "tcp://127.0.0.1:" + BROKER.port() + "?jms.useAsyncSend=true";
        try (Connection connection = OpenWireClient.factory(url).createConnection();
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(session.createQueue("stalled"))) {
            for (int number = 0; number < count; number++) {
                producer.send(message(session, padded(Client.OPENWIRE, number)));
                sent.incrementAndGet();
            }
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void sendAllWithJms(Client client, int count, AtomicInteger sent) {
        try (Connection connection = JmsClients.connect(BROKER, client);
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(session.createQueue("stalled"))) {
            CountDownLatch answered = new CountDownLatch(count);
            for (int number = 0; number < count; number++) {
                Message message = message(session, padded(client, number));
                producer.send(message, new Counting(answered));
                sent.incrementAndGet();
            }
            awaitQuietly(answered);
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Counting(CountDownLatch answered) implements CompletionListener {

        @Override
        public void onCompletion(Message message) {
            answered.countDown();
        }

        @Override
        public void onException(Message message, Exception exception) {
            throw new IllegalStateException(exception);
        }
    }

    @Test
    void whoWaitsForAStreamThatIsDeletedWhileItsDiskRefusesGoesOn() throws Exception {
        // Given
        try (ControlClient control = new ControlClient(BROKER, Client.CORE)) {
            control.ask("CreateStream", Map.of("StreamName", "short", "ShardCount", "1"));
            AddressSettings during = settings("short");
            Path shard = data().resolve("streams/short/" + new ShardId(0));
            Files.move(shard, shard.resolveSibling("away"));
            Files.createFile(shard);
            CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> put("short", "short:0"));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThatThrownBy(() -> put("short", "short:7"))
                            .hasStackTraceContaining("takes no records now"));

            // When
            ControlClient.Reply deleted = control.ask("DeleteStream", Map.of("StreamName", "short"));

            // Then
            assertThat(deleted.status()).as(deleted.body()).isEqualTo("200");
            assertThat(waiting).succeedsWithin(PATIENCE);
            assertThat(during.getAddressFullMessagePolicy()).hasToString("BLOCK");
            assertThat(settings("short").getAddressFullMessagePolicy()).hasToString("PAGE");
            assertThat(settings("short").getMaxSizeBytes()).isNotEqualTo(during.getMaxSizeBytes());
        }
    }

    private static AddressSettings settings(String address) {
        return BROKER.server().getAddressSettingsRepository().getMatch(address);
    }
}
