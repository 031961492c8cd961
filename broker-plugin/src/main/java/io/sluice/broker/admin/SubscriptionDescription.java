package io.sluice.broker.admin;

import io.sluice.broker.fanout.SubscriptionListener;
import io.sluice.broker.fanout.SubscriptionSettings;
import io.sluice.broker.fanout.TopicArn;
import java.util.LinkedHashMap;
import java.util.Map;

/** What replies say of a subscription. */
final class SubscriptionDescription {

    private static final String PROTOCOL = "Protocol";
    private static final String ENDPOINT = "Endpoint";
    private static final String DEFINED_IN = "definedIn";

    private final TopicAdministration topics;

    SubscriptionDescription(TopicAdministration topics) {
        this.topics = topics;
    }

    /** As one of a list. */
    Map<String, Object> of(String topic, String name, SubscriptionSettings settings) {
        Map<String, Object> fields = new LinkedHashMap<>(names(topic, name, settings));
        fields.put(DEFINED_IN, definedIn(topic, name));
        if (settings.endpoint().isPresent()) {
            fields.put("pendingConfirmation", topics.isPending(topic, name));
        }
        fields.put("Attributes", SubscriptionAttributes.shown(settings));
        fields.put("counts", counts(topic, name));
        return fields;
    }

    /** By itself: as SNS does it, what it is called and where it leads are attributes like the others, and texts. */
    Map<String, Object> ofOne(String topic, String name, SubscriptionSettings settings) {
        Map<String, String> attributes = names(topic, name, settings);
        attributes.put(
                "PendingConfirmation",
                String.valueOf(settings.endpoint().isPresent() && topics.isPending(topic, name)));
        attributes.putAll(SubscriptionAttributes.shown(settings));
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("Attributes", attributes);
        fields.put(DEFINED_IN, definedIn(topic, name));
        fields.put("counts", counts(topic, name));
        return fields;
    }

    private static Map<String, String> names(String topic, String name, SubscriptionSettings settings) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put(TopicReplies.SUBSCRIPTION_ARN, TopicArn.of(topic, name));
        fields.put(TopicReplies.TOPIC_ARN, TopicArn.of(topic));
        settings.queue().ifPresent(queue -> {
            fields.put(
                    PROTOCOL,
                    settings.endpoint().map(EndpointProtocol::protocolOf).orElse("sqs"));
            fields.put(
                    ENDPOINT, settings.endpoint().map(EndpointProtocol::shown).orElse(queue));
        });
        return fields;
    }

    private String definedIn(String topic, String name) {
        return topics.isOfFile(topic, name) ? "sluice.yaml" : "request";
    }

    private Map<String, Long> counts(String topic, String name) {
        SubscriptionListener.Counts counts = topics.counts(topic, name);
        Map<String, Long> fields = new LinkedHashMap<>();
        fields.put("published", counts.published());
        fields.put("matched", counts.matched());
        fields.put("filteredByAttribute", counts.filteredByAttribute());
        fields.put("invalidAttribute", counts.invalidAttribute());
        fields.put("filteredByBody", counts.filteredByBody());
        fields.put("invalidBody", counts.invalidBody());
        fields.put("delivered", counts.delivered());
        fields.put("failed", counts.failed());
        fields.put("deadLettered", counts.deadLettered());
        return fields;
    }
}
