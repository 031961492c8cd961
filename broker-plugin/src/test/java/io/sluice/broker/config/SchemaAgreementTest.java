package io.sluice.broker.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.sluice.broker.config.value.ScalarText;
import io.sluice.broker.config.value.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The schema that editors use says what the reader says, as far as a schema can. */
class SchemaAgreementTest {

    private static final Path ETC = Path.of("..", "etc");
    private static final YAMLMapper YAML = new YAMLMapper();

    private final JsonNode schema = new ObjectMapper().readTree(Files.readString(ETC.resolve("sluice.schema.json")));

    SchemaAgreementTest() throws IOException {}

    @ParameterizedTest
    @ValueSource(
            strings = {
                "queues:",
                "queues: {}",
                "queues: { a: }",
                "queues: { a: {} }",
                "queues: { a: { visibilityTimeout: 0s, delay: 15m, retention: 1h30m5s1ms, maximumMessageSize: 1024B } }",
                "queues: { a: { visibilityTimeout: '30s' } }",
                "queues: { a: { maxInFlightPerConsumer: auto, leaseStart: delivery } }",
                "queues: { a: { maxInFlightPerConsumer: unlimited, leaseStart: oldestUnsettled } }",
                "queues: { a: { maxInFlightPerConsumer: 1 }, b: { maxInFlightPerConsumer: 1000000 } }",
                "queues: { a: { redrivePolicy: { deadLetterQueue: b, maxReceiveCount: 1 } }, b: }",
                "queues: { a: { redrivePolicy: { deadLetterQueue: b, maxReceiveCount: 1000 } }, b: }",
                "queues: { Aa_0-9: , a.b.c: , 'x:y/z': , 'Aufträge': }",
                "queues: { '#': , 'legacy.#': , '*.errors': , 'a*': }",
                "queues: { sluice: , activemq: , a$: }",
                "queues: { a.fifo: , '*.fifo': { maxInFlightPerGroup: 1, retryMode: stepOver, defaultMessageGroup: g } }",
                "queues: { a.fifo: { maxInFlightPerGroup: 1000, retryMode: blockGroup, defaultMessageGroup: '5' } }",
                "queues: { a.fifo: { maxInFlightPerGroup: auto } }",
                "queues: { a.fifo: { contentBasedDeduplication: true, deduplicationScope: messageGroup } }",
                "queues: { a.fifo: { contentBasedDeduplication: false, deduplicationScope: queue } }",
                "topics:",
                "topics: {}",
                "topics: { t: , u: {}, v: { subscriptions: } }",
                "topics: { t: { subscriptions: { s: , r: {}, 'a.b_c-9': { queue: q } } } }",
                "topics: { t: { subscriptions: { s: { queue: q, redrivePolicy: { deadLetterQueue: d } } } } }",
                "topics: { t: { subscriptions: { s: { filterPolicy: { a: [x, 1, true, null, { exists: true }] } } } } }",
                "topics: { t: { subscriptions: { s: { filterPolicy: '{\"a\":[1]}', filterPolicyScope: MessageBody } } } }",
                "topics: { t: { subscriptions: { s: { filterPolicyScope: MessageAttributes, rawMessageDelivery: true } } } }",
                "topics: { t: { subscriptions: { s: { endpoint: 'https://a.example/hook' } } } }",
                "topics: { t: { subscriptions: { s: { endpoint: 'mailto:a@b', rawMessageDelivery: false } } } }",
                "topics: { t: { subscriptions: { s: { queue: q, rawMessageDelivery: false } } } }",
                "topics: { t: { subscriptions: { s: { endpoint: 'http://a', deliveryPolicy: { numRetries: 1 } } } } }",
                "topics: { t.fifo: { contentBasedDeduplication: true, deduplicationScope: messageGroup } }",
                "topics: { t.fifo: { contentBasedDeduplication: false, deduplicationScope: topic } }",
                "streams:",
                "streams: { a: , 'b.c_d-9': {}, c: { consumerGroups: } }",
                "streams: { a: { capacityMode: provisioned, shards: 10000, retention: 365d, retentionSize: 64MiB } }",
                "streams: { a: { capacityMode: onDemand, maximumRecordSize: 10MiB, throughputLimits: false } }",
                "streams: { a: { consumerGroups: { g: , 'h.i_j-9': { startPosition: TRIM_HORIZON } } } }",
                "streams: { a: { consumerGroups: { g: { startPosition: 'AT_TIMESTAMP 2026-01-31T12:00:00Z' } } } }",
                "queues: { d: }\nstreams: { a: { consumerGroups: { g: { visibilityTimeout: 0s, redrivePolicy: { deadLetterQueue: d, maxReceiveCount: 3 } } } } }",
                "endpoints:",
                "endpoints: { allow: , allowAddresses: [] }",
                "endpoints: { allow: ['https://a.example', 'http://*.b.example:80', 'MAILTO:*@c.example'] }",
                "endpoints: { allowAddresses: [10.0.0.0/8, 'fd00::/8', 127.0.0.1], signatureVersion: 2 }",
                "endpoints: { publicUrl: 'https://broker.example:8443/sluice' }",
                "endpoints: { mail: { host: a, from: b@c, tls: none } }",
                "endpoints: { mail: { host: a, from: b@c, tls: implicit, port: 465, user: u, password: 5 } }",
            })
    void bothAccept(String text) throws IOException {
        assertThat(Documents.read(text)).isNotNull();
        assertThat(schemaErrors(text)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("badDocuments")
    void bothRefuse(String text) throws IOException {
        assertThat(Documents.errorsOf(text)).isNotEmpty();
        assertThat(schemaErrors(text)).isNotEmpty();
    }

    private static Stream<String> badTopics() {
        Stream<String> topicSettings = Stream.of(
                        "subscriptions: [a]",
                        "subscriptions: { 'a b': {} }",
                        "subscriptions: { '': {} }",
                        "subscriptions: { s: [a] }",
                        "subscriptions: { s: { queue: 'a.#' } }",
                        "subscriptions: { s: { queue: 'a b' } }",
                        "subscriptions: { s: { queue: } }",
                        "subscriptions: { s: { filterPolicy: 5 } }",
                        "subscriptions: { s: { filterPolicy: [a] } }",
                        "subscriptions: { s: { filterPolicy: { a: b } } }",
                        "subscriptions: { s: { filterPolicyScope: Body } }",
                        "subscriptions: { s: { rawMessageDelivery: maybe } }",
                        "subscriptions: { s: { redrivePolicy: {} } }",
                        "subscriptions: { s: { redrivePolicy: d } }",
                        "subscriptions: { s: { redrivePolicy: { deadLetterQueue: 'd.*' } } }",
                        "subscriptions: { s: { redrivePolicy: { deadLetterQueue: d, maxReceiveCount: 1 } } }",
                        "subscriptions: { s: { endpoint: 'a.example/hook' } }",
                        "subscriptions: { s: { endpoint: 'https://a', queue: q } }",
                        "subscriptions: { s: { deliveryPolicy: { numRetries: 1 } } }",
                        "subscriptions: { s: { endpoint: 'https://a', deliveryPolicy: { numRetries: 101 } } }",
                        "contentBasedDeduplication: sometimes",
                        "deduplicationScope: queue",
                        "unknown: 1")
                .map(setting -> "topics: { t.fifo: { " + setting + " } }");
        Stream<String> topicNames = Stream.of(
                        "''", "' '", "'a b'", "'a,b'", "'a::b'", "'a*'", "'a.#'", "sluice.a", "ActiveMQ.a", "$sys")
                .map(name -> "topics: { " + name + ": {} }");
        return Stream.concat(topicSettings, topicNames);
    }

    private static Stream<String> badEndpoints() {
        return Stream.of(
                        "allow: https://a.example",
                        "allow: [a.example]",
                        "allow: ['https://a.example/']",
                        "allow: ['https://u@a.example']",
                        "allow: [[]]",
                        "allowAddresses: [localhost]",
                        "publicUrl: broker.example",
                        "publicUrl: 'ftp://broker.example'",
                        "publicUrl: 'https://broker.example/?a'",
                        "signatureVersion: 0",
                        "signatureVersion: 3",
                        "mail: { host: a }",
                        "mail: { from: b@c }",
                        "mail: { host: a, from: b@c, port: 65536 }",
                        "mail: { host: a, from: b@c, tls: maybe }",
                        "mail: { host: a, from: b@c, more: 1 }",
                        "unknown: 1")
                .map(setting -> "endpoints: { " + setting + " }");
    }

    private static Stream<String> badStreams() {
        Stream<String> settings = Stream.of(
                        "capacityMode: ondemand",
                        "shards: 0",
                        "shards: 10001",
                        "shards: '4'",
                        "retention: 24",
                        "retentionSize: 64",
                        "maximumRecordSize: 1MB",
                        "throughputLimits: sometimes",
                        "consumerGroups: [g]",
                        "consumerGroups: { 'g h': {} }",
                        "consumerGroups: { g: { startPosition: latest } }",
                        "consumerGroups: { g: { startPosition: AT_TIMESTAMP } }",
                        "consumerGroups: { g: { visibilityTimeout: 30 } }",
                        "consumerGroups: { g: { redrivePolicy: { deadLetterQueue: d } } }",
                        "consumerGroups: { g: { unknown: 1 } }",
                        "unknown: 1")
                .map(setting -> "streams: { s: { " + setting + " } }");
        Stream<String> names = Stream.of("''", ".", "..", "'a b'", "'a/b'", "sluice.a", "ActiveMQ.a", "a".repeat(129))
                .map(name -> "streams: { " + name + ": {} }");
        return Stream.concat(settings, names);
    }

    static Stream<String> badDocuments() {
        Stream<String> settings = Stream.of(
                        "visibilityTimeout: 30",
                        "visibilityTimeout: 5m1h",
                        "visibilityTimeout: ''",
                        "visibilityTimeout:",
                        "visibilityTimeout: [1s]",
                        "delay: -1s",
                        "delay: 1.5s",
                        "delay: 1S",
                        "retention: 1w",
                        "maximumMessageSize: 1024",
                        "maximumMessageSize: 1MB",
                        "maximumMessageSize: 1kib",
                        "maxInFlightPerConsumer: 0",
                        "maxInFlightPerConsumer: 1000001",
                        "maxInFlightPerConsumer: many",
                        "maxInFlightPerConsumer: '5'",
                        "maxInFlightPerConsumer: 1.5",
                        "leaseStart: receive",
                        "leaseStart: OLDEST_UNSETTLED",
                        "redrivePolicy:",
                        "redrivePolicy: b",
                        "redrivePolicy: {}",
                        "redrivePolicy: { deadLetterQueue: b }",
                        "redrivePolicy: { maxReceiveCount: 1 }",
                        "redrivePolicy: { deadLetterQueue: b, maxReceiveCount: 0 }",
                        "redrivePolicy: { deadLetterQueue: b, maxReceiveCount: 1001 }",
                        "redrivePolicy: { deadLetterQueue: b, maxReceiveCount: '5' }",
                        "redrivePolicy: { deadLetterQueue: ' ', maxReceiveCount: 5 }",
                        "redrivePolicy: { deadLetterQueue: 'b.#', maxReceiveCount: 5 }",
                        "redrivePolicy: { deadLetterQueue: b, maxReceiveCount: 5, more: 1 }",
                        "unknown: 1",
                        "retryMode: x")
                .map(setting -> "queues: { b: , a: { " + setting + " } }");
        Stream<String> fifoSettings = Stream.of(
                        "maxInFlightPerGroup: 0",
                        "maxInFlightPerGroup: 1001",
                        "maxInFlightPerGroup: unlimited",
                        "retryMode: stepover",
                        "retryMode: 1",
                        "contentBasedDeduplication: sometimes",
                        "contentBasedDeduplication: 1",
                        "deduplicationScope: group",
                        "deduplicationScope: MessageGroup",
                        "defaultMessageGroup: ''",
                        "defaultMessageGroup: 'a b'",
                        "defaultMessageGroup: Aufträge",
                        "defaultMessageGroup: " + "a".repeat(129))
                .map(setting -> "queues: { a.fifo: { " + setting + " } }");
        Stream<String> names = Stream.of(
                        "''",
                        "' '",
                        "'a b'",
                        "'a,b'",
                        "'a::b'",
                        "'#.a'",
                        "'a#b'",
                        "sluice.a",
                        "activemq.a",
                        "ActiveMQ.a",
                        "$sys",
                        "a".repeat(201))
                .map(name -> "queues: { " + name + ": {} }");
        Stream<String> files =
                Stream.of("[a]", "text", "queue: {}", "streams: [a]", "queues: [a]", "queues: { a: 30s }");
        return Stream.of(settings, fifoSettings, badTopics(), badStreams(), names, files, badEndpoints())
                .flatMap(documents -> documents);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "queues: { a: { visibilityTimeout: 13h } }",
                "queues: { a: { maximumMessageSize: 2MiB } }",
                "queues: { a: { redrivePolicy: { deadLetterQueue: b, maxReceiveCount: 1 } } }",
                "queues: { a: { redrivePolicy: { deadLetterQueue: a, maxReceiveCount: 1 } } }",
                "queues: { a.fifo: { redrivePolicy: { deadLetterQueue: b, maxReceiveCount: 1 } }, b: }",
                "queues: { a: { redrivePolicy: { deadLetterQueue: b.fifo, maxReceiveCount: 1 } }, b.fifo: }",
                "queues: { a: { retryMode: stepOver } }",
                "topics: { t: { deduplicationScope: topic } }",
                "topics: { t: { subscriptions: { s: { queue: a.fifo } } } }",
                "topics: { t: { subscriptions: { s: { queue: t } } } }",
                "topics: { t: { subscriptions: { s: { filterPolicy: { a: [] } } } } }",
                "streams: { s: { retention: 23h } }",
                "streams: { s: { retentionSize: 63MiB } }",
                "streams: { s: { maximumRecordSize: 11MiB } }",
                "queues: { s: }\nstreams: { s: }",
                "topics: { s: }\nstreams: { s: }",
                "streams: { s: { consumerGroups: { g: { redrivePolicy: { deadLetterQueue: d, maxReceiveCount: 1 } } } } }",
                "endpoints: { allow: ['sms://a.example'], allowAddresses: [999.0.0.0/8] }",
                "endpoints: { mail: { host: a, from: b@c, user: u } }",
                "endpoints: { mail: { host: a, from: b@c, tls: none, user: u, password: p } }",
            })
    void rangesOfDurationsAndSizesAndWhatFitsTogetherIsBeyondTheSchema(String text) throws IOException {
        assertThat(Documents.errorsOf(text)).isNotEmpty();
        assertThat(schemaErrors(text)).isEmpty();
    }

    @Test
    void theSchemaKnowsExactlyTheKeysOfTheReader() {
        // Given
        List<String> queueKeys = new ArrayList<>();
        QueueSettingKeys.OF_QUEUE.forEach(setting -> queueKeys.add(setting.key()));
        QueueSettingKeys.OF_FIFO_QUEUE.forEach(setting -> queueKeys.add(setting.key()));
        queueKeys.add(QueueSettingKeys.REDRIVE_POLICY);
        JsonNode queue = schema.at("/definitions/queue/properties");

        // When, Then
        assertThat(schema.get("properties").fieldNames())
                .toIterable()
                .containsExactly(
                        QueueSettingKeys.QUEUES,
                        TopicSettingKeys.TOPICS,
                        StreamSettingKeys.STREAMS,
                        EndpointSettingKeys.ENDPOINTS);
        assertThat(schema.at("/definitions/deliveryPolicy/properties").fieldNames())
                .toIterable()
                .containsExactlyElementsOf(
                        DeliveryPolicyKeys.ALL.stream().map(Setting::key).toList());
        assertThat(queue.fieldNames()).toIterable().containsExactlyElementsOf(queueKeys);
        assertThat(queue.at("/redrivePolicy/properties").fieldNames())
                .toIterable()
                .containsExactlyElementsOf(QueueSettingKeys.OF_REDRIVE_POLICY.stream()
                        .map(Setting::key)
                        .toList());
    }

    @Test
    void theSchemaKnowsExactlyTheKeysOfTheReaderOfTopics() {
        // Given
        List<String> topicKeys = new ArrayList<>(List.of(TopicSettingKeys.SUBSCRIPTIONS));
        TopicSettingKeys.OF_FIFO_TOPIC.forEach(setting -> topicKeys.add(setting.key()));
        List<String> subscriptionKeys = new ArrayList<>();
        TopicSettingKeys.OF_SUBSCRIPTION.forEach(setting -> subscriptionKeys.add(setting.key()));
        subscriptionKeys.addAll(List.of(
                TopicSettingKeys.FILTER_POLICY, TopicSettingKeys.REDRIVE_POLICY, DeliveryPolicyKeys.DELIVERY_POLICY));

        // When, Then
        assertThat(schema.at("/definitions/topic/properties").fieldNames())
                .toIterable()
                .containsExactlyElementsOf(topicKeys);
        assertThat(schema.at("/definitions/subscription/properties").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrderElementsOf(subscriptionKeys);
    }

    @Test
    void theSchemaKnowsExactlyTheKeysOfTheReaderOfStreams() {
        // Given
        List<String> streamKeys = new ArrayList<>();
        StreamSettingKeys.OF_STREAM.forEach(setting -> streamKeys.add(setting.key()));
        streamKeys.add(StreamSettingKeys.CONSUMER_GROUPS);
        List<String> groupKeys = new ArrayList<>();
        StreamSettingKeys.OF_GROUP.forEach(setting -> groupKeys.add(setting.key()));
        groupKeys.add(StreamSettingKeys.REDRIVE_POLICY);

        // When, Then
        assertThat(schema.at("/definitions/stream/properties").fieldNames())
                .toIterable()
                .containsExactlyElementsOf(streamKeys);
        assertThat(schema.at("/definitions/consumerGroup/properties").fieldNames())
                .toIterable()
                .containsExactlyElementsOf(groupKeys);
    }

    @Test
    void theSchemaTellsDefaultsAndRangesOfTheReaderAndGivesGoodExamples() {
        for (Setting<?> setting : QueueSettingKeys.OF_QUEUE) {
            // Given
            JsonNode property = schema.at("/definitions/queue/properties/" + setting.key());

            // When, Then
            assertThat(property.get("default").asText()).isEqualTo(formattedDefault(setting));
            assertThat(property.get("description").asText()).isNotBlank();
            property.path("examples")
                    .forEach(example -> assertThat(setting.type().parse(new ScalarText(example.asText(), false)))
                            .asString()
                            .startsWith("Accepted"));
        }
        for (Setting<?> setting : List.of(
                QueueSettingKeys.VISIBILITY_TIMEOUT,
                QueueSettingKeys.DELAY,
                QueueSettingKeys.RETENTION,
                QueueSettingKeys.MAXIMUM_MESSAGE_SIZE)) {
            assertThat(schema.at("/definitions/queue/properties/" + setting.key() + "/description")
                            .asText())
                    .endsWith(": " + setting.type().allowed() + ".");
        }
    }

    @Test
    void theShippedFileIsGoodAndNamesTheSchema() throws Exception {
        // Given
        Path file = ETC.resolve("sluice.yaml");

        // When
        BrokerConfiguration configuration = new ConfigurationReader().read(file);

        // Then
        assertThat(configuration.warnings()).isEmpty();
        assertThat(schemaErrors(Files.readString(file))).isEmpty();
        assertThat(Files.readAllLines(file).get(0)).isEqualTo("# yaml-language-server: $schema=sluice.schema.json");
    }

    private static <T> String formattedDefault(Setting<T> setting) {
        return setting.type().format(setting.defaultValue());
    }

    private List<String> schemaErrors(String yaml) throws IOException {
        JsonSchema validator =
                JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(schema);
        return validator.validate(YAML.readTree(yaml)).stream()
                .map(Object::toString)
                .toList();
    }
}
