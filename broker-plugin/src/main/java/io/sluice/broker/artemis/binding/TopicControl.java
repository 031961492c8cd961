package io.sluice.broker.artemis.binding;

import io.sluice.broker.admin.ControlRequest;
import io.sluice.broker.admin.TopicRequests;
import io.sluice.broker.artemis.management.JmxControls;
import java.io.StringReader;
import java.util.HashMap;
import java.util.Map;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.json.JsonObject;
import org.apache.activemq.artemis.json.JsonString;
import org.apache.activemq.artemis.utils.JsonLoader;
import org.jspecify.annotations.Nullable;

/** Topics in JMX, and with it in Jolokia and the console. */
public final class TopicControl implements TopicControlMBean {

    private static final String COMPONENT = "sluice-topics";

    private final CallerTopics topics;

    private TopicControl(CallerTopics topics) {
        this.topics = topics;
    }

    /** Registers it; no effect in a broker without management. */
    public static void register(ActiveMQServer server, Topics topics) {
        TopicControl control = new TopicControl(new CallerTopics(server, topics, null));
        JmxControls.register(server, COMPONENT, control, TopicControlMBean.class);
    }

    /** Takes it out again. */
    public static void unregister(ActiveMQServer server) {
        JmxControls.unregister(server, COMPONENT);
    }

    @Override
    public String createTopic(String name, boolean contentBasedDeduplication, String fifoThroughputScope) {
        Map<String, String> fields = fields("Name", name, "FifoThroughputScope", fifoThroughputScope);
        if (contentBasedDeduplication) {
            fields.put("ContentBasedDeduplication", "true");
        }
        return answer("CreateTopic", fields);
    }

    @Override
    public String deleteTopic(String topic) {
        return answer("DeleteTopic", fields("TopicArn", topic));
    }

    @Override
    public String listTopics(String nextToken) {
        return answer("ListTopics", fields("NextToken", nextToken));
    }

    @Override
    public String subscribe(
            String topic, String protocol, String endpoint, String subscriptionName, String attributes) {
        Map<String, String> fields = texts(attributes);
        fields.putAll(fields(
                "TopicArn", topic, "Protocol", protocol, "Endpoint", endpoint, "SubscriptionName", subscriptionName));
        return answer("Subscribe", fields);
    }

    private static Map<String, String> texts(@Nullable String json) {
        Map<String, String> texts = new HashMap<>();
        if (json != null && !json.isBlank()) {
            JsonObject object = JsonLoader.readObject(new StringReader(json));
            object.forEach((name, value) ->
                    texts.put(name, value instanceof JsonString text ? text.getString() : value.toString()));
        }
        return texts;
    }

    @Override
    public String unsubscribe(String subscription) {
        return answer("Unsubscribe", fields("SubscriptionArn", subscription));
    }

    @Override
    public String setSubscriptionAttributes(String subscription, String attributeName, String attributeValue) {
        return answer(
                "SetSubscriptionAttributes",
                fields(
                        "SubscriptionArn",
                        subscription,
                        "AttributeName",
                        attributeName,
                        "AttributeValue",
                        attributeValue));
    }

    @Override
    public String getSubscriptionAttributes(String subscription) {
        return answer("GetSubscriptionAttributes", fields("SubscriptionArn", subscription));
    }

    @Override
    public String listSubscriptionsByTopic(String topic, String nextToken) {
        return answer("ListSubscriptionsByTopic", fields("TopicArn", topic, "NextToken", nextToken));
    }

    /** Clients of JMX and Jolokia pass null for a parameter that they leave out. */
    private static Map<String, String> fields(@Nullable String... namesAndValues) {
        Map<String, String> fields = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            String name = namesAndValues[i];
            String value = namesAndValues[i + 1];
            if (name != null && value != null && !value.isEmpty()) {
                fields.put(name, value);
            }
        }
        return fields;
    }

    private String answer(String action, Map<String, String> fields) {
        return JmxControls.answer(TopicRequests.perform(topics, new ControlRequest(action, fields)));
    }
}
