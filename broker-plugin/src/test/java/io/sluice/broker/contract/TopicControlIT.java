package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.Publishers;
import io.sluice.broker.fixture.WorkerKind.Client;
import jakarta.jms.JMSException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.activemq.artemis.core.security.Role;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Topics that applications create and change by requests. */
class TopicControlIT {

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            queues: { ordered.fifo: {}, leased: {} }
            topics:
              of-file: { subscriptions: { fixed: { queue: fixed } } }
            """);

    private final String name = "t" + UUID.randomUUID();
    private final String queue = "q-" + name;

    @BeforeEach
    void createQueue() throws Exception {
        BROKER.createQueue(queue);
    }

    private static ControlClient.Reply ask(Client client, String action, Map<String, ?> fields) {
        try (ControlClient control = new ControlClient(BROKER, client)) {
            return control.ask(action, fields);
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ControlClient.Reply ask(String action, Map<String, ?> fields) {
        return ask(Client.CORE, action, fields);
    }

    private static void done(String action, Map<String, ?> fields) {
        ControlClient.Reply reply = ask(action, fields);
        assertThat(reply.status()).as(reply.body()).isEqualTo("200");
    }

    private Map<String, String> subscription(String... more) {
        Map<String, String> fields =
                new HashMap<>(Map.of("TopicArn", name, "Protocol", "sqs", "Endpoint", queue, "SubscriptionName", "s"));
        for (int i = 0; i < more.length; i += 2) {
            fields.put(more[i], more[i + 1]);
        }
        return fields;
    }

    private void publish(int number) {
        Publishers.publish(BROKER, Client.CORE, name, "m" + number, Map.of("number", number));
    }

    @ParameterizedTest
    @EnumSource(
            value = Client.class,
            names = {"CORE", "QPID_JMS", "OPENWIRE"})
    void aTopicIsCreatedSubscribedChangedListedAndDeleted(Client client) {
        // When
        ControlClient.Reply created = ask(client, "CreateTopic", Map.of("Name", name));
        ControlClient.Reply subscribed = ask(client, "Subscribe", subscription("FilterPolicy", "{\"number\":[1]}"));
        publish(1);
        publish(2);
        ControlClient.Reply changed = ask(
                client,
                "SetSubscriptionAttributes",
                Map.of(
                        "SubscriptionArn",
                        name + ":s",
                        "AttributeName",
                        "FilterPolicy",
                        "AttributeValue",
                        "{\"number\":[2]}"));
        publish(1);
        publish(2);
        ControlClient.Reply listed = ask(client, "ListSubscriptionsByTopic", Map.of("TopicArn", name));
        ControlClient.Reply unsubscribed = ask(client, "Unsubscribe", Map.of("SubscriptionArn", name + ":s"));
        publish(2);
        ControlClient.Reply deleted = ask(client, "DeleteTopic", Map.of("TopicArn", name));

        // Then
        String arn = "arn:aws:sns:local:000000000000:" + name;
        assertThat(created.body()).contains("\"TopicArn\":\"" + arn + "\"");
        assertThat(subscribed.body()).contains("\"SubscriptionArn\":\"" + arn + ":s\"");
        assertThat(listed.body())
                .contains("\"Endpoint\":\"" + queue + "\"", "\"FilterPolicy\":\"{\\\"number\\\":[2]}\"")
                .contains("\"published\":4,\"matched\":2,\"filteredByAttribute\":2,", "\"delivered\":2,");
        assertThat(List.of(created, subscribed, changed, listed, unsubscribed, deleted))
                .allSatisfy(reply -> assertThat(reply.status()).as(reply.body()).isEqualTo("200"));
        assertThat(BROKER.messageCount(queue)).isEqualTo(2);
    }

    @Test
    void whatIsAskedForTwiceIsDoneOnce() {
        // Given
        done("CreateTopic", Map.of("Name", name));
        Map<String, String> fields = new HashMap<>(subscription("FilterPolicy", "{\"number\":[1]}"));
        fields.remove("SubscriptionName");

        // When
        ControlClient.Reply first = ask("Subscribe", fields);
        ControlClient.Reply again = ask("Subscribe", fields);
        fields.put("FilterPolicy", "{\"number\":[2]}");
        ControlClient.Reply different = ask("Subscribe", fields);
        fields.remove("FilterPolicy");
        ControlClient.Reply withoutAttributes = ask("Subscribe", fields);
        done("CreateTopic", Map.of("Name", name));

        // Then
        assertThat(again.body()).isEqualTo(first.body()).isEqualTo(withoutAttributes.body());
        assertThat(different.status()).isEqualTo("InvalidParameter");
        assertThat(different.body()).contains("Subscription already exists with different attributes");
        done("Unsubscribe", Map.of("SubscriptionArn", name + ":unknown"));
        done("DeleteTopic", Map.of("TopicArn", name + "-unknown"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CreateTopic | Name=a b | InvalidParameter | Topic Name a b holds white space",
                "CreateTopic | Name=leased | InvalidParameter | is the name of a queue, too",
                "CreateTopic | Name=t;ContentBasedDeduplication=true | InvalidParameter | only a FIFO topic",
                "CreateTopic | Name=t.fifo;FifoThroughputScope=Queue | InvalidParameter | FifoThroughputScope is Queue",
                "CreateTopic | Name= | InvalidParameter | Name",
                "Subscribe | TopicArn=unknown;Protocol=sqs;Endpoint=leased | NotFound | Topic does not exist",
                "Subscribe | TopicArn=arn:aws:sns;Protocol=sqs;Endpoint=leased | InvalidParameter | at least 6 elements, not 3",
                "Subscribe | TopicArn=of-file;Protocol=carrier-pigeon;Endpoint=leased | InvalidParameter | does not support this protocol string: carrier-pigeon",
                "Subscribe | TopicArn=of-file;Protocol=sqs;Endpoint=nowhere | InvalidParameter | queue nowhere does not exist",
                "Subscribe | TopicArn=of-file;Protocol=sqs;Endpoint=sluice.control | InvalidParameter | queue sluice.control does not exist",
                "Subscribe | TopicArn=of-file;Protocol=sqs;Endpoint=ordered.fifo | InvalidParameter | FIFO SQS Queues can not be subscribed to standard SNS topics",
                "Subscribe | TopicArn=of-file;Protocol=sqs;Endpoint=leased;FilterPolicy={\"a\":[]} | InvalidParameter | Invalid parameter: Attributes Reason: FilterPolicy: Empty arrays are not allowed",
                "Subscribe | TopicArn=of-file;Protocol=sqs;Endpoint=leased;FilterPolicyScope=Body | InvalidParameter | Please use either MessageBody or MessageAttributes",
                "Subscribe | TopicArn=of-file;Protocol=sqs;Endpoint=leased;RedrivePolicy=dead | InvalidParameter | deadLetterTargetArn",
                "Subscribe | TopicArn=of-file;Protocol=sqs;Endpoint=leased;RawMessageDelivery=maybe | InvalidParameter | RawMessageDelivery: Invalid value [maybe]",
                "Unsubscribe | SubscriptionArn=of-file:fixed | InvalidParameter | is defined in sluice.yaml",
                "DeleteTopic | TopicArn=of-file | InvalidParameter | is defined in sluice.yaml",
                "SetSubscriptionAttributes | SubscriptionArn=of-file:fixed;AttributeName=FilterPolicy;AttributeValue={} | InvalidParameter | is defined in sluice.yaml",
                "SetSubscriptionAttributes | SubscriptionArn=of-file:unknown;AttributeName=FilterPolicy | NotFound | Subscription does not exist",
                "SetSubscriptionAttributes | SubscriptionArn=of-file:fixed;AttributeName=Colour | InvalidParameter | AttributeName",
                "ListSubscriptionsByTopic | TopicArn=unknown | NotFound | Topic does not exist",
            })
    void aBadRequestIsRefusedInTheWordsOfSns(String action, String fields, String status, String message) {
        // Given
        Map<String, String> properties = new HashMap<>();
        for (String field : fields.split(";", -1)) {
            properties.put(field.substring(0, field.indexOf('=')), field.substring(field.indexOf('=') + 1));
        }

        // When
        ControlClient.Reply reply = ask(action, properties);

        // Then
        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        assertThat(reply.body().replace("\\\"", "\"")).contains(message);
    }

    @Test
    void aSubscriptionOfTheFileIsListedAndOthersMayBeAdded() {
        // When
        done(
                "Subscribe",
                Map.of("TopicArn", "of-file", "Protocol", "sqs", "Endpoint", queue, "SubscriptionName", name));
        Publishers.publish(BROKER, Client.CORE, "of-file", "x", Map.of());

        // Then
        assertThat(ask("ListSubscriptionsByTopic", Map.of("TopicArn", "of-file"))
                        .body())
                .contains(
                        "of-file:fixed",
                        "\"definedIn\":\"sluice.yaml\"",
                        "of-file:" + name,
                        "\"definedIn\":\"request\"");
        assertThat(BROKER.messageCount(queue)).isEqualTo(1);
        assertThat(BROKER.messageCount("fixed")).isPositive();
        done("Unsubscribe", Map.of("SubscriptionArn", "of-file:" + name));
    }

    @Test
    void whatWasAskedForSurvivesARestart() throws Exception {
        // Given
        done("CreateTopic", Map.of("Name", name + ".fifo", "ContentBasedDeduplication", "true"));
        done("CreateTopic", Map.of("Name", name));
        done("Subscribe", subscription("FilterPolicy", "{\"number\":[1]}"));
        done("Subscribe", subscription("TopicArn", name + ".fifo", "Endpoint", "ordered.fifo"));
        Publishers.publish(BROKER, Client.CORE, name + ".fifo", name, Map.of("JMSXGroupID", "g"));

        // When
        BROKER.restart();
        publish(1);
        publish(2);
        Publishers.publish(BROKER, Client.CORE, name + ".fifo", name, Map.of("JMSXGroupID", "g"));

        // Then
        assertThat(BROKER.messageCount(queue)).isEqualTo(1);
        assertThat(BROKER.messageCount("ordered.fifo")).isEqualTo(1);
        done("DeleteTopic", Map.of("TopicArn", name));
        BROKER.restart();
        assertThat(ask("ListSubscriptionsByTopic", Map.of("TopicArn", name)).status())
                .isEqualTo("NotFound");
        BROKER.queue("ordered.fifo").deleteAllReferences();
    }

    @Test
    void aCallerNeedsTheRightsOfADurableSubscriberAndOfASenderToTheQueue() throws Exception {
        Role all = new Role("users", true, true, true, true, true, true, true, true, true, true, true, true);
        Role sender =
                new Role("users", true, false, false, false, false, false, false, false, false, false, false, false);
        Role receiver = new Role("users", false, true, true, true, true, true, true, true, true, true, true, true);
        try (EmbeddedBroker broker = EmbeddedBroker.configuredWith("""
                        queues: { open: {}, closed: {} }
                        topics: { free: {}, guarded: {} }
                        """)
                        .withUser("user", "u", "users")
                        .withRights("#", all)
                        .withRights("guarded", sender)
                        .withRights("closed", receiver)
                        .start();
                ControlClient control = new ControlClient(broker, Client.CORE, "user", "u")) {
            // When
            String free = subscribe(control, "free", "open");
            String guarded = subscribe(control, "guarded", "open");
            String closed = subscribe(control, "free", "closed");
            ControlClient.Reply create = control.ask("CreateTopic", Map.of("Name", "guarded"));
            ControlClient.Reply list = control.ask("ListSubscriptionsByTopic", Map.of("TopicArn", "guarded"));

            // Then
            assertThat(free).isEqualTo("200");
            assertThat(List.of(guarded, closed, create.status(), list.status())).containsOnly("AuthorizationError");
        }
    }

    private static String subscribe(ControlClient control, String topic, String endpoint) throws JMSException {
        return control.ask("Subscribe", Map.of("TopicArn", topic, "Protocol", "sqs", "Endpoint", endpoint))
                .status();
    }
}
