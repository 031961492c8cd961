package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.JmsClients;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind.Client;
import io.sluice.broker.fixture.WorkerOptions;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.Session;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;
import org.apache.activemq.artemis.core.security.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests about streams over {@code sluice.control} and in JMX. */
class StreamControlIT {

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            queues: { orders: {} }
            streams:
              telemetry: { shards: 2 }
              guarded: { shards: 1 }
              large: { shards: 1, throughputLimits: false }
              readable: { shards: 1 }
            """)
            .withUser("owner", "o", "owners")
            .withUser("worker", "w", "workers")
            .withRights("#", role("owners", true, true, true), role("workers", true, true, true))
            .withRights("guarded", role("owners", true, true, true), role("workers", true, false, false))
            .withRights("readable", role("owners", true, true, true), role("workers", false, true, false));

    private static final String S0 = "shardId-000000000000";

    private static Role role(String name, boolean send, boolean consume, boolean change) {
        return new Role(name, send, consume, true, true, true, true, false, true, change, change);
    }

    private static ControlClient owner(Client client) throws Exception {
        return new ControlClient(BROKER, client, "owner", "o");
    }

    private static String member(String json, String name) {
        Matcher matcher = Pattern.compile("\"" + name + "\":\"?([^\",}]*)").matcher(json);
        assertThat(matcher.find()).as(json).isTrue();
        return matcher.group(1);
    }

    private static String base64(byte[] data) {
        return Base64.getEncoder().encodeToString(data);
    }

    @ParameterizedTest
    @EnumSource(
            value = Client.class,
            names = {"CORE", "QPID_JMS"})
    void aRecordIsPutAndReadOverJms(Client client) throws Exception {
        // Given
        byte[] data = ("position of " + client).getBytes(StandardCharsets.UTF_8);
        try (ControlClient control = owner(client)) {
            // When
            ControlClient.Reply put = control.ask(
                    "PutRecord", Map.of("StreamName", "telemetry", "PartitionKey", "truck-7", "Data", base64(data)));
            ControlClient.Reply iterator = control.ask(
                    "GetShardIterator",
                    Map.of(
                            "StreamName",
                            "telemetry",
                            "ShardId",
                            member(put.body(), "ShardId"),
                            "ShardIteratorType",
                            "AT_SEQUENCE_NUMBER",
                            "StartingSequenceNumber",
                            member(put.body(), "SequenceNumber")));
            ControlClient.Reply read =
                    control.ask("GetRecords", Map.of("ShardIterator", member(iterator.body(), "ShardIterator")));
            // Then
            assertThat(List.of(put.status(), iterator.status(), read.status())).containsOnly("200");
            assertThat(read.body()).contains("\"Data\":\"" + base64(data) + "\",\"PartitionKey\":\"truck-7\"");
        }
    }

    @Test
    void aRecordIsPutAsFarAsARequestCanCarryItAndReadHoweverLargeItIs() throws Exception {
        // Given
        byte[] carried = new byte[180 * 1024];
        byte[] sent = new byte[1024 * 1024 - 64 * 1024];
        try (ControlClient control = owner(Client.CORE)) {
            // When
            ControlClient.Reply put = control.ask(
                    "PutRecord", Map.of("StreamName", "large", "PartitionKey", "k", "Data", base64(carried)));
            send("large", sent);
            ControlClient.Reply first = control.ask(
                    "GetShardIterator",
                    Map.of("StreamName", "large", "ShardId", S0, "ShardIteratorType", "TRIM_HORIZON"));
            String data = firstData(control, member(first.body(), "ShardIterator"), "1");
            await().atMost(Worker.PATIENCE).untilAsserted(() -> {
                // Then
                ControlClient.Reply both =
                        control.ask("GetRecords", Map.of("ShardIterator", member(first.body(), "ShardIterator")));
                assertThat(both.body()).contains(base64(sent));
            });
            assertThat(put.status()).as(put.body()).isEqualTo("200");
            assertThat(data).isEqualTo(base64(carried));
        }
    }

    private static String firstData(ControlClient control, String iterator, String limit) throws Exception {
        return member(
                control.ask("GetRecords", Map.of("ShardIterator", iterator, "Limit", limit))
                        .body(),
                "Data");
    }

    private static void send(String stream, byte[] data) throws Exception {
        try (Connection connection = JmsClients.factory(Client.CORE, BROKER.port(), WorkerOptions.DEFAULT)
                        .createConnection("owner", "o");
                Session session = connection.createSession()) {
            BytesMessage message = session.createBytesMessage();
            message.writeBytes(data);
            session.createProducer(session.createQueue(stream)).send(message);
        }
    }

    @Test
    void aNameThatAQueueHasIsRefusedAndOneThatAStreamHasIsInUse() throws Exception {
        // When
        try (ControlClient control = owner(Client.CORE)) {
            ControlClient.Reply queue = control.ask("CreateStream", Map.of("StreamName", "orders"));
            ControlClient.Reply stream = control.ask("CreateStream", Map.of("StreamName", "telemetry"));
            // Then
            assertThat(queue.status()).isEqualTo("InvalidArgumentException");
            assertThat(queue.body()).contains("is the name of a queue");
            assertThat(stream.status()).isEqualTo("ResourceInUseException");
        }
    }

    @Test
    void rightsAreThoseOfTheCallerOnTheStream() throws Exception {
        // When
        try (ControlClient control = new ControlClient(BROKER, Client.CORE, "worker", "w")) {
            ControlClient.Reply put =
                    control.ask("PutRecord", Map.of("StreamName", "guarded", "PartitionKey", "k", "Data", ""));
            ControlClient.Reply describe = control.ask("DescribeStream", Map.of("StreamName", "guarded"));
            ControlClient.Reply putElsewhere =
                    control.ask("PutRecord", Map.of("StreamName", "readable", "PartitionKey", "k", "Data", ""));
            ControlClient.Reply read = control.ask("DescribeStream", Map.of("StreamName", "readable"));
            ControlClient.Reply split = control.ask(
                    "SplitShard",
                    Map.of(
                            "StreamName",
                            "readable",
                            "ShardToSplit",
                            "shardId-000000000000",
                            "NewStartingHashKey",
                            "7"));
            ControlClient.Reply list = control.ask("ListStreams", Map.of());
            // Then
            assertThat(List.of(put.status(), read.status())).containsOnly("200");
            assertThat(List.of(describe.status(), putElsewhere.status(), split.status()))
                    .containsOnly("AccessDeniedException");
            assertThat(list.body()).contains("\"readable\"").doesNotContain("\"guarded\"");
        }
    }

    @Test
    void streamsAreInTheManagementOfTheBroker() throws Exception {
        // Given
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        String broker = BROKER.server().getConfiguration().getName();
        ObjectName control = ObjectName.getInstance(
                "org.apache.activemq.artemis:broker=\"" + broker + "\",component=sluice-streams");
        String text = "java.lang.String";
        // When
        Object created =
                beans.invoke(control, "createStream", new Object[] {"made", null, 2}, new String[] {text, text, "int"});
        Object put =
                beans.invoke(control, "putRecord", new Object[] {"made", "k", "eA=="}, new String[] {text, text, text});
        Object shards = beans.invoke(control, "listShards", new Object[] {"made"}, new String[] {text});
        Object deleted = beans.invoke(control, "deleteStream", new Object[] {"made"}, new String[] {text});
        // Then
        assertThat(created).isEqualTo("{\"action\":\"CreateStream\"}");
        assertThat(put).asString().contains("SequenceNumber");
        assertThat(shards).asString().contains("shardId-000000000001");
        assertThat(deleted).isEqualTo("{\"action\":\"DeleteStream\"}");
        assertThatThrownBy(() -> beans.invoke(control, "describeStream", new Object[] {"made"}, new String[] {text}))
                .isInstanceOf(RuntimeMBeanException.class)
                .rootCause()
                .hasMessageContaining("ResourceNotFoundException");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sluice.made", "ActiveMQ.made"})
    void aNameThatTheBrokerKeepsForItselfIsRefused(String name) throws Exception {
        // When
        try (ControlClient control = owner(Client.CORE)) {
            ControlClient.Reply reply = control.ask("CreateStream", Map.of("StreamName", name));
            // Then
            assertThat(reply.status()).isEqualTo("InvalidArgumentException");
            assertThat(reply.body()).contains("a prefix that the broker keeps for itself");
        }
    }
}
