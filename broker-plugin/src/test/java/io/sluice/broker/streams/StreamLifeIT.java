package io.sluice.broker.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.artemis.plugin.StreamsOf;
import io.sluice.broker.artemis.stream.Stream;
import io.sluice.broker.artemis.stream.StreamListener;
import io.sluice.broker.contract.ControlClient;
import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.JmsClients;
import io.sluice.broker.fixture.Publishers;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import io.sluice.broker.fixture.WorkerKind.Client;
import io.sluice.broker.fixture.WorkerOptions;
import io.sluice.broker.stream.HashKey;
import io.sluice.broker.stream.PartitionKey;
import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.shard.Resharding;
import io.sluice.broker.stream.shard.Shard;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.XAConnection;
import jakarta.jms.XASession;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.apache.activemq.artemis.core.config.ha.ReplicatedPolicyConfiguration;
import org.apache.activemq.artemis.core.transaction.impl.XidImpl;
import org.apache.activemq.artemis.jms.client.ActiveMQXAConnectionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Records and transactions, restarts, changes of the shards, a disk that refuses, and a changed configuration. */
class StreamLifeIT {

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final String YAML = """
            queues:
              orders: {}
              branch: {}
            streams:
              telemetry: { shards: 2, throughputLimits: false }
              branches: { throughputLimits: false }
              restarted: { throughputLimits: false }
              told: { throughputLimits: false }
              reshaped: { shards: 2, throughputLimits: false }
              full: { shards: 2, maximumRecordSize: 10MiB, throughputLimits: false }
            """;

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith(YAML);

    private static Path data() {
        return BROKER.configurationFile().getParent();
    }

    private static List<String> texts(String stream) {
        await().atMost(PATIENCE).until(() -> BROKER.messageCount("sluice.stream." + stream) == 0);
        return StreamFiles.read(data(), stream).stream()
                .map(StreamFiles.Record::text)
                .toList();
    }

    private static void put(String stream, String key, String... texts) throws JMSException {
        try (Connection connection = JmsClients.connect(BROKER, Client.CORE);
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(session.createQueue(stream))) {
            for (String text : texts) {
                Message message = session.createTextMessage(text);
                message.setStringProperty("JMSXGroupID", key);
                producer.send(message);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Client.class,
            names = {"CORE", "QPID_JMS", "OPENWIRE"})
    void aTransactionPutsIntoStreamsAndQueuesTogetherOrNotAtAll(Client client) throws JMSException {
        // Given
        long before = BROKER.messageCount("orders");
        try (Connection connection = JmsClients.connect(BROKER, client);
                Session session = connection.createSession(Session.SESSION_TRANSACTED);
                MessageProducer producer = session.createProducer(null)) {
            // When
            producer.send(session.createQueue("telemetry"), session.createTextMessage("undone-" + client));
            producer.send(session.createQueue("orders"), session.createTextMessage("undone"));
            session.rollback();
            producer.send(session.createQueue("telemetry"), session.createTextMessage("done-" + client));
            producer.send(session.createQueue("orders"), session.createTextMessage("done"));
            session.commit();
        }

        // Then
        assertThat(texts("telemetry")).contains("done-" + client).doesNotContain("undone-" + client);
        await().atMost(PATIENCE).until(() -> BROKER.messageCount("orders") == before + 1);
    }

    @Test
    void aBadRecordTakesItsTransactionWithIt() throws JMSException {
        try (Connection connection = JmsClients.connect(BROKER, Client.CORE);
                Session session = connection.createSession(Session.SESSION_TRANSACTED);
                MessageProducer producer = session.createProducer(session.createQueue("telemetry"))) {
            // Given
            Message bad = session.createTextMessage("bad");
            bad.setStringProperty("sluice_explicit_hash_key", "many");

            // When, Then
            assertThatThrownBy(() -> {
                        producer.send(session.createTextMessage("with the bad one"));
                        producer.send(bad);
                        session.commit();
                    })
                    .isInstanceOf(JMSException.class);
        }
        assertThat(texts("telemetry")).doesNotContain("bad", "with the bad one");
    }

    @Test
    void aPreparedBranchIsPutWhenItIsCommittedAfterARestart() throws Exception {
        // Given
        Xid xid = new XidImpl(
                "branch".getBytes(StandardCharsets.UTF_8),
                1,
                UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8));
        try (XAConnection connection =
                        new ActiveMQXAConnectionFactory("tcp://127.0.0.1:" + BROKER.port()).createXAConnection();
                XASession session = connection.createXASession();
                MessageProducer producer = session.createProducer(null)) {
            session.getXAResource().start(xid, XAResource.TMNOFLAGS);
            producer.send(session.createQueue("branches"), session.createTextMessage("prepared"));
            producer.send(session.createQueue("branch"), session.createTextMessage("prepared"));
            session.getXAResource().end(xid, XAResource.TMSUCCESS);
            session.getXAResource().prepare(xid);
        }

        // When
        BROKER.restart();
        assertThat(texts("branches")).isEmpty();
        try (XAConnection connection =
                        new ActiveMQXAConnectionFactory("tcp://127.0.0.1:" + BROKER.port()).createXAConnection();
                XASession session = connection.createXASession()) {
            session.getXAResource().commit(xid, false);
        }

        // Then
        await().atMost(PATIENCE).until(() -> texts("branches").equals(List.of("prepared")));
        assertThat(BROKER.messageCount("branch")).isEqualTo(1);
    }

    @Test
    void recordsKeepTheirNumbersOverRestarts() throws Exception {
        // Given
        put("restarted", "k", "a", "b");
        texts("restarted");
        List<StreamFiles.Record> before = StreamFiles.read(data(), "restarted");

        // When
        BROKER.restart();
        put("restarted", "k", "c");
        BROKER.restart();

        // Then
        assertThat(texts("restarted")).containsExactly("a", "b", "c");
        List<StreamFiles.Record> after = StreamFiles.read(data(), "restarted");
        assertThat(after.stream().map(StreamFiles.Record::number).limit(2))
                .isEqualTo(before.stream().map(StreamFiles.Record::number).toList());
        assertThat(after.get(2).number().place())
                .isEqualTo(after.get(1).number().place() + 1);
    }

    @Test
    void listenersAreToldWhatCanBeRead() throws Exception {
        // Given
        Stream stream = StreamsOf.stream(BROKER.server(), "told");
        CountDownLatch told = new CountDownLatch(1);
        long next = stream.log().shard(new ShardId(0)).orElseThrow().nextPlace();
        stream.addListener(new StreamListener() {
            @Override
            public void recordsReadable(Set<ShardId> shards) {
                if (stream.log().shard(new ShardId(0)).orElseThrow().nextPlace() > next) {
                    told.countDown();
                }
            }
        });

        // When
        put("told", "k", "told");

        // Then
        assertThat(told.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void shardsAreSplitAndMergedWhileRecordsArePut() throws Exception {
        // Given
        Stream stream = StreamsOf.stream(BROKER.server(), "reshaped");
        put("reshaped", "k", "1");

        // When
        ShardId parent =
                stream.shardMap().route(new PartitionKey("k").hashKey()).id();
        Shard split = stream.shardMap().find(parent).orElseThrow();
        HashKey middle = HashKey.of(
                split.range().first().value().add(split.range().size().shiftRight(1)));
        assertThat(stream.split(parent, middle)).isInstanceOf(Resharding.Done.class);
        put("reshaped", "k", "2");
        assertThat(stream.merge(new ShardId(2), new ShardId(3))).isInstanceOf(Resharding.Done.class);
        put("reshaped", "k", "3");
        assertThat(stream.updateShardCount(4)).isInstanceOf(Resharding.Done.class);
        put("reshaped", "k", "4");
        assertThat(stream.split(parent, middle)).isInstanceOf(Resharding.Refused.class);

        // Then
        BROKER.restart();
        assertThat(texts("reshaped")).containsExactly("1", "2", "3", "4");
        assertThat(StreamFiles.read(data(), "reshaped").stream()
                        .map(record -> record.number().place()))
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(StreamFiles.shards(data(), "reshaped").open()).hasSize(4);
    }

    @Test
    void aDiskThatRefusesStopsPutsAndLosesNothing() throws Exception {
        // Given
        Path shard = data().resolve("streams/full/" + new ShardId(0));
        Path away = shard.resolveSibling("away");
        putLarge(6, 0);
        Publishers.publish(
                BROKER,
                Client.CORE,
                "full",
                "readable",
                Map.of("sluice_explicit_hash_key", "170141183460469231731687303715884105728"));
        await().atMost(PATIENCE).until(() -> BROKER.messageCount("sluice.stream.full") == 0);

        // When
        Files.move(shard, away);
        Files.createFile(shard);
        putLarge(1, 6);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThatThrownBy(() -> put("full", "k", "refused"))
                        .hasMessageContaining("takes no records now"));
        String read = readOne("full::shardId-000000000001");
        Files.delete(shard);
        Files.move(away, shard);

        // Then
        await().atMost(PATIENCE).ignoreExceptions().until(() -> {
            put("full", "k", "taken again");
            return true;
        });
        List<String> texts = texts("full");
        for (int number = 0; number < 7; number++) {
            String mark = "large-" + number;
            assertThat(texts).filteredOn(text -> text.startsWith(mark)).hasSize(1);
        }
        assertThat(texts).contains("taken again");
        assertThat(read).isEqualTo("readable");
    }

    private static String readOne(String shard) {
        WorkerKind kind = new WorkerKind(Client.CORE, WorkerKind.Acknowledgement.INDIVIDUAL);
        WorkerOptions oldest = WorkerOptions.DEFAULT.selecting("sluice_sequence_number > 0");
        try (Worker worker = Worker.open(BROKER, kind, shard, oldest)) {
            return worker.receive().body();
        }
    }

    private static void putLarge(int count, int from) throws JMSException {
        try (Connection connection = JmsClients.connect(BROKER, Client.CORE);
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(session.createQueue("full"))) {
            for (int number = from; number < from + count; number++) {
                BytesMessage message = session.createBytesMessage();
                byte[] body = new byte[10 * 1024 * 1024 - 1024];
                byte[] mark = ("large-" + number).getBytes(StandardCharsets.UTF_8);
                System.arraycopy(mark, 0, body, 0, mark.length);
                message.writeBytes(body);
                message.setStringProperty("sluice_explicit_hash_key", "0");
                producer.send(message);
            }
        }
    }

    @Test
    void aChangedFileAddsStreamsAndChangesLimits() throws Exception {
        // When
        BROKER.rewriteConfiguration(YAML + "  added: { throughputLimits: false }\n");

        // Then
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> StreamsOf.stream(BROKER.server(), "added").name().equals("added"));
        put("added", "k", "first");
        assertThat(texts("added")).containsExactly("first");
        assertThat(BROKER.server()
                        .getAddressSettingsRepository()
                        .getMatch("telemetry")
                        .getAddressFullMessagePolicy())
                .hasToString("BLOCK");
    }

    @Test
    void aReplicationPairRefusesStreams() {
        EmbeddedBroker pair = EmbeddedBroker.configuredWith("streams: { s: {} }")
                .with(configuration -> configuration.setHAPolicyConfiguration(new ReplicatedPolicyConfiguration()));
        try (pair) {
            assertThatThrownBy(pair::start).hasStackTraceContaining("the files of streams are not replicated");
        }
    }

    @Test
    void aReplicationPairRefusesARequestForAStreamAndStartsAgain() throws Exception {
        // Given
        EmbeddedBroker pair = EmbeddedBroker.configuredWith("queues: { orders: {} }")
                .with(configuration -> configuration.setHAPolicyConfiguration(new ReplicatedPolicyConfiguration()));
        try (pair) {
            pair.start();

            // When
            ControlClient.Reply reply;
            try (ControlClient control = new ControlClient(pair, Client.CORE)) {
                reply = control.ask("CreateStream", Map.of("StreamName", "made"));
            }
            pair.restart();

            // Then
            assertThat(reply.status()).isEqualTo("InvalidArgumentException");
            assertThat(reply.body()).contains("the files of streams are not replicated");
            assertThat(pair.messageCount("orders")).isZero();
        }
    }
}
