package io.sluice.broker.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import io.sluice.broker.fixture.MqttOptions;
import io.sluice.broker.fixture.MqttWorker;
import io.sluice.broker.fixture.OpenWireClient;
import io.sluice.broker.fixture.StompClient;
import io.sluice.broker.fixture.StompFrame;
import io.sluice.broker.fixture.StompRefused;
import io.sluice.broker.runtime.BrokerProcess;
import io.sluice.broker.stream.SequenceNumber;
import io.sluice.broker.stream.ShardId;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ClientSessionFactory;
import org.apache.activemq.artemis.api.core.client.ServerLocator;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Producers over Core and AMQP, with transactions over two streams and a queue and without, and over OpenWire, STOMP and MQTT, while
 * the broker is killed again and again: no record is lost, doubled, out of order or partly committed; numbers have no gaps and never change.
 *
 * <p>{@code -Dcrash.cycles=N} sets the number of kills, {@code -Dseed=N} how many records are put before each.
 */
@Execution(ExecutionMode.CONCURRENT)
class StreamKillNineIT {

    private static final int CYCLES = Integer.getInteger("crash.cycles", 20);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> STREAMS = List.of("telemetry", "clicks");
    private static final String QUEUE = "orders";
    private static final int LARGE_EVERY = 40;
    /** Makes a text message a large one over Core and AMQP. */
    private static final String PADDING = ":" + "x".repeat(120_000);

    @TempDir
    Path folder;

    private final Set<String> confirmed = ConcurrentHashMap.newKeySet();
    private final Map<String, Map<SequenceNumber, String>> seen = new HashMap<>();

    @Test
    @Timeout(value = 24, unit = TimeUnit.HOURS)
    void keepsEveryRecordOnceInOrderUnderItsNumber() throws Exception {
        // Given
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.printf("StreamKillNineIT: %d cycles, -Dseed=%d%n", CYCLES, seed);
        SplittableRandom dice = new SplittableRandom(seed);
        Path etc = BrokerProcess.defaultEtc(folder.resolve("etc"));
        Files.writeString(etc.resolve("sluice.yaml"), """
                streams:
                  telemetry: { shards: 4, throughputLimits: false }
                  clicks: { throughputLimits: false }
                """);
        Path data = folder.resolve("data");
        BrokerProcess broker = BrokerProcess.start(etc, data);
        try {
            // When
            for (int cycle = 0; cycle < CYCLES; cycle++) {
                List<CompletableFuture<Void>> producers = produce(broker, cycle);
                int goal = confirmed.size() + dice.nextInt(20, 400);
                await().atMost(PATIENCE).until(() -> confirmed.size() >= goal);
                broker.killNine();
                producers.forEach(CompletableFuture::join);
                STREAMS.forEach(stream -> note(data, stream));
                broker = BrokerProcess.start(etc, data);
            }
            for (String stream : STREAMS) {
                awaitStored(broker, stream);
            }
            Set<String> queued = asSet(drain(broker));

            // Then
            broker.stop();
            Map<String, List<String>> records = new HashMap<>();
            STREAMS.forEach(stream -> records.put(stream, checked(data, stream)));
            System.out.printf(
                    "StreamKillNineIT: %d confirmed, %d and %d records%n",
                    confirmed.size(),
                    records.get("telemetry").size(),
                    records.get("clicks").size());
            assertThat(asSet(records.get("telemetry"))).containsAll(confirmed);
            assertThat(data.resolve("large-messages")).isEmptyDirectory();
            Set<String> clicks = asSet(records.get("clicks"));
            assertThat(clicks).isEqualTo(queued);
            assertThat(records.get("telemetry").stream().filter(id -> id.contains("tx")))
                    .hasSameElementsAs(clicks);
        } finally {
            broker.close();
        }
    }

    private void note(Path data, String stream) {
        Map<SequenceNumber, String> numbers = seen.computeIfAbsent(stream, added -> new HashMap<>());
        StreamFiles.read(data, stream).forEach(record -> numbers.put(record.number(), id(record)));
    }

    /** The text without padding. */
    private static String id(StreamFiles.Record record) {
        String text = record.text();
        return text.endsWith(PADDING) ? text.substring(0, text.length() - PADDING.length()) : text;
    }

    /** The texts of all records, whose numbers are as they were seen before, without a gap, and in the order of each producer. */
    private List<String> checked(Path data, String stream) {
        Map<ShardId, Long> places = new HashMap<>();
        Map<String, Integer> lastOfProducer = new HashMap<>();
        Map<SequenceNumber, String> numbers = new HashMap<>();
        List<String> texts = new ArrayList<>();
        for (StreamFiles.Record record : StreamFiles.read(data, stream)) {
            SequenceNumber number = record.number();
            assertThat(number.place()).isEqualTo(places.getOrDefault(number.shard(), 0L) + 1);
            places.put(number.shard(), number.place());
            String id = id(record);
            String[] words = id.split(":");
            int ordinal = Integer.parseInt(words[1]);
            String producer = words[0] + " " + record.key().orElseThrow();
            assertThat(ordinal).as(producer).isGreaterThan(lastOfProducer.getOrDefault(producer, -1));
            lastOfProducer.put(producer, ordinal);
            numbers.put(number, id);
            texts.add(id);
        }
        assertThat(numbers).containsAllEntriesOf(seen.get(stream));
        return texts;
    }

    private static Set<String> asSet(List<String> messages) {
        Set<String> set = new HashSet<>(messages);
        assertThat(set).hasSameSizeAs(messages);
        return set;
    }

    private List<CompletableFuture<Void>> produce(BrokerProcess broker, int cycle) {
        List<CompletableFuture<Void>> producers = new ArrayList<>();
        for (boolean amqp : new boolean[] {false, true}) {
            for (boolean transacted : new boolean[] {false, true}) {
                String name = cycle + (amqp ? "amqp" : "core") + (transacted ? "tx" : "");
                producers.add(CompletableFuture.runAsync(() -> produceUntilKilled(broker, amqp, transacted, name)));
            }
        }
        producers.add(CompletableFuture.runAsync(() -> openWireUntilKilled(broker, cycle + "openwire")));
        producers.add(CompletableFuture.runAsync(() -> stompUntilKilled(broker, cycle + "stomp")));
        producers.add(CompletableFuture.runAsync(() -> mqttUntilKilled(broker, cycle + "mqtt")));
        return producers;
    }

    private void openWireUntilKilled(BrokerProcess broker, String name) {
        String url = "tcp://127.0.0.1:" + broker.port("artemis") + "?jms.watchTopicAdvisories=false";
        try (Connection connection =
                        OpenWireClient.factory(url).createConnection(BrokerProcess.USER, BrokerProcess.PASSWORD);
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(session.createQueue("telemetry"))) {
            for (int number = 0; !Thread.currentThread().isInterrupted(); number++) {
                Message message = session.createTextMessage(name + ":" + number);
                message.setStringProperty("JMSXGroupID", "g" + number % 7);
                producer.send(message);
                confirmed.add(name + ":" + number);
            }
        } catch (JMSException brokerIsGone) {
            return;
        }
    }

    private void stompUntilKilled(BrokerProcess broker, String name) {
        StompFrame connect = StompFrame.of("CONNECT", "accept-version", "1.2", "host", "localhost")
                .with("login", BrokerProcess.USER)
                .with("passcode", BrokerProcess.PASSWORD);
        StompFrame put = StompFrame.of("SEND", "destination", "telemetry", "content-type", "text/plain");
        try (StompClient stomp = StompClient.connect(broker.port("artemis"), connect)) {
            for (int number = 0; !Thread.currentThread().isInterrupted(); number++) {
                stomp.perform(put.with("JMSXGroupID", "g" + number % 7).withBody(name + ":" + number));
                confirmed.add(name + ":" + number);
            }
        } catch (IllegalStateException | StompRefused brokerIsGone) {
            return;
        }
    }

    @SuppressWarnings("IllegalCatch") // the client library has exceptions of many kinds for a connection that is gone
    private void mqttUntilKilled(BrokerProcess broker, String name) {
        MqttOptions options =
                MqttOptions.of(5, MqttQos.AT_LEAST_ONCE).loggedInAs(BrokerProcess.USER, BrokerProcess.PASSWORD);
        try (MqttWorker mqtt = MqttWorker.connect(broker.port("artemis"), options, "unused")) {
            for (int number = 0; !Thread.currentThread().isInterrupted(); number++) {
                mqtt.send("telemetry", name + ":" + number, Map.of("JMSXGroupID", "g" + number % 7));
                confirmed.add(name + ":" + number);
            }
        } catch (RuntimeException brokerIsGone) {
            return;
        }
    }

    private void produceUntilKilled(BrokerProcess broker, boolean amqp, boolean transacted, String name) {
        ConnectionFactory factory = amqp
                ? new JmsConnectionFactory(broker.amqpUrl())
                : new ActiveMQConnectionFactory(broker.url("artemis"));
        try (Connection connection = factory.createConnection(BrokerProcess.USER, BrokerProcess.PASSWORD);
                Session session =
                        connection.createSession(transacted ? Session.SESSION_TRANSACTED : Session.AUTO_ACKNOWLEDGE);
                MessageProducer producer = session.createProducer(null)) {
            for (int number = 0; !Thread.currentThread().isInterrupted(); number++) {
                String id = name + ":" + number;
                boolean isLarge = !transacted && number % LARGE_EVERY == 0;
                Message message = session.createTextMessage(id + (isLarge ? PADDING : ""));
                message.setStringProperty("JMSXGroupID", "g" + number % 7);
                producer.send(session.createQueue("telemetry"), message);
                if (transacted) {
                    producer.send(session.createQueue("clicks"), message);
                    producer.send(session.createQueue(QUEUE), message);
                    session.commit();
                }
                confirmed.add(id);
            }
        } catch (JMSException brokerIsGone) {
            return;
        }
    }

    private static void awaitStored(BrokerProcess broker, String stream) throws Exception {
        try (ServerLocator locator = ActiveMQClient.createServerLocator(broker.url("artemis"));
                ClientSessionFactory factory = locator.createSessionFactory();
                ClientSession session = factory.createSession(
                        BrokerProcess.USER, BrokerProcess.PASSWORD, false, true, true, false, 1)) {
            SimpleString queue = SimpleString.of("sluice.stream." + stream);
            await().atMost(PATIENCE).until(() -> session.queueQuery(queue).getMessageCount() == 0);
        }
    }

    private static List<String> drain(BrokerProcess broker) throws JMSException {
        try (Connection connection = new ActiveMQConnectionFactory(broker.url("artemis"))
                        .createConnection(BrokerProcess.USER, BrokerProcess.PASSWORD);
                Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
                MessageConsumer consumer = session.createConsumer(session.createQueue(QUEUE))) {
            connection.start();
            List<String> bodies = new ArrayList<>();
            for (Message message = consumer.receive(2_000); message != null; message = consumer.receive(2_000)) {
                bodies.add(message.getBody(String.class));
                message.acknowledge();
            }
            return bodies;
        }
    }
}
