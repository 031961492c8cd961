package io.sluice.broker.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.Publishers;
import io.sluice.broker.fixture.WorkerKind.Client;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code sluice topic}, {@code subscribe} and {@code unsubscribe} against a running broker, and the same in JMX. */
class TopicCommandIT {

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            queues: { orders: {} }
            topics:
              of-file: { subscriptions: { fixed: { queue: fixed }, dashboard: { filterPolicy: { region: [eu] } } } }
            """);

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int sluice(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--url", "tcp://127.0.0.1:" + BROKER.port()));
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
    }

    private String done(String... arguments) {
        int exit = sluice(arguments);
        assertThat(exit).as(err.toString()).isZero();
        return out.toString();
    }

    @Test
    void createsSubscribesChangesShowsAndEnds() {
        // Given
        String created = done("topic", "create", "events");
        String subscribed =
                done("subscribe", "events", "orders", "--name", "s", "--filter", "{\"n\":[1]}", "--envelope");
        Publishers.publish(BROKER, Client.CORE, "events", "m", Map.of("n", 1));

        // When
        done("topic", "set", "events:s", "FilterPolicy", "{\"n\":[2]}");
        Publishers.publish(BROKER, Client.CORE, "events", "m", Map.of("n", 1));
        String table = done("topic", "subscriptions", "events");
        String json = done("topic", "subscriptions", "events", "--json");
        String ended = done("unsubscribe", "events:s");
        String empty = done("topic", "subscriptions", "events");
        String deleted = done("topic", "delete", "events");

        // Then
        assertThat(created).isEqualTo("arn:aws:sns:local:000000000000:events\n");
        assertThat(subscribed).isEqualTo("arn:aws:sns:local:000000000000:events:s\n");
        assertThat(table).isEqualTo("""
                NAME  TO          FORM      PUBLISHED  MATCHED  DELIVERED  FAILED  DEFINED IN  FILTER POLICY
                s     sqs orders  envelope  2          1        1          0       request     {"n":[2]}
                """);
        assertThat(json).startsWith("{\"action\":\"ListSubscriptionsByTopic\"");
        assertThat(empty).isEqualTo("There is no subscription.\n");
        assertThat(List.of(ended, deleted)).containsOnly("done\n");
        assertThat(BROKER.messageCount("orders")).isEqualTo(1);
    }

    @Test
    void showsAllTopicsAlsoIfTheyAreMany() {
        // Given
        IntStream.range(0, 101).forEach(number -> done("topic", "create", "many" + number));

        // When
        String table = done("topic", "list");

        // Then
        assertThat(table.lines()).hasSizeGreaterThan(101).contains("of-file  2              sluice.yaml");
        assertThat(done("topic", "subscriptions", "of-file"))
                .contains("dashboard  JMS durable subscribers  raw", "{\"region\":[\"eu\"]}");
    }

    @Test
    void saysWhatIsRefused() {
        assertThat(sluice("subscribe", "nowhere", "orders")).isEqualTo(1);
        assertThat(err.toString()).isEqualTo("NotFound: Topic does not exist\n");
        assertThat(sluice("subscribe", "of-file", "https://a.example/hook")).isEqualTo(1);
        assertThat(err.toString())
                .isEqualTo("InvalidParameter: Invalid parameter: Endpoint Reason: https://a.example/hook is not among"
                        + " endpoints.allow of sluice.yaml\n");
        assertThat(sluice("unsubscribe", "of-file:fixed", "--json")).isEqualTo(1);
        assertThat(err.toString()).contains("\"code\":\"InvalidParameter\"");
        assertThat(sluice("topic", "create")).isEqualTo(2);
    }

    @Test
    void managementHasTheSameOperations() throws Exception {
        // Given
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        ObjectName control = ObjectName.getInstance("org.apache.activemq.artemis:broker=\""
                + BROKER.server().getConfiguration().getName() + "\",component=sluice-topics");
        String text = String.class.getName();

        // When
        beans.invoke(
                control, "createTopic", new Object[] {"managed", false, null}, new String[] {text, "boolean", text});
        Object subscribed = beans.invoke(
                control,
                "subscribe",
                new Object[] {"managed", "sqs", "orders", "s", "{\"RawMessageDelivery\":\"false\"}"},
                new String[] {text, text, text, text, text});
        Object listed = beans.invoke(
                control, "listSubscriptionsByTopic", new Object[] {"managed", null}, new String[] {text, text});

        // Then
        assertThat(subscribed).asString().contains("\"SubscriptionArn\":\"arn:aws:sns:local:000000000000:managed:s\"");
        assertThat(listed).asString().contains("\"RawMessageDelivery\":\"false\"");
        assertThatThrownBy(
                        () -> beans.invoke(control, "unsubscribe", new Object[] {"of-file:fixed"}, new String[] {text}))
                .hasStackTraceContaining("InvalidParameter: Invalid parameter: Subscription fixed of topic of-file is"
                        + " defined in sluice.yaml");
    }
}
