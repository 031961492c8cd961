package io.sluice.broker.config;

import io.sluice.broker.config.value.FilterPolicyScopeChoice;
import io.sluice.broker.config.value.FormattedText;
import io.sluice.broker.config.value.QueueText;
import io.sluice.broker.config.value.Setting;
import io.sluice.broker.config.value.TopicScopeChoice;
import io.sluice.broker.config.value.YesNo;
import io.sluice.broker.fanout.TopicDeduplicationScope;
import io.sluice.broker.fanout.TopicSettings;
import io.sluice.broker.fanout.filter.FilterPolicyScope;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** Every key of a topic and of a subscription: the one list that reader, schema and document agree with. */
final class TopicSettingKeys {

    static final String TOPICS = "topics";
    static final String SUBSCRIPTIONS = "subscriptions";
    static final String FILTER_POLICY = "filterPolicy";
    static final String REDRIVE_POLICY = "redrivePolicy";

    static final Setting<Boolean> CONTENT_BASED_DEDUPLICATION =
            new Setting<>("contentBasedDeduplication", new YesNo(), TopicSettings.DEFAULT.contentBasedDeduplication());
    static final Setting<TopicDeduplicationScope> DEDUPLICATION_SCOPE =
            new Setting<>("deduplicationScope", new TopicScopeChoice(), TopicSettings.DEFAULT.deduplicationScope());

    static final Setting<Optional<URI>> ENDPOINT = new Setting<>(
            "endpoint",
            new FormattedText<>(
                    "a URI such as https://audit.example/hook",
                    TopicSettingKeys::endpoint,
                    uri -> uri.map(URI::toString).orElse("none")),
            Optional.empty());
    static final Setting<Optional<String>> QUEUE = new Setting<>("queue", new QueueText(), Optional.empty());
    static final Setting<FilterPolicyScope> FILTER_POLICY_SCOPE =
            new Setting<>("filterPolicyScope", new FilterPolicyScopeChoice(), FilterPolicyScope.MESSAGE_ATTRIBUTES);
    static final Setting<Boolean> RAW_MESSAGE_DELIVERY = new Setting<>("rawMessageDelivery", new YesNo(), true);

    /** Has no default: a redrive policy must name it. */
    static final Setting<Optional<String>> DEAD_LETTER_QUEUE =
            new Setting<>("deadLetterQueue", new QueueText(), Optional.empty());

    /** The keys that only FIFO topics have, each with a single value and a default. */
    static final List<Setting<?>> OF_FIFO_TOPIC = List.of(CONTENT_BASED_DEDUPLICATION, DEDUPLICATION_SCOPE);

    /** The keys of a subscription with a single value and a default, in the order of the documentation. */
    static final List<Setting<?>> OF_SUBSCRIPTION = List.of(QUEUE, ENDPOINT, FILTER_POLICY_SCOPE, RAW_MESSAGE_DELIVERY);

    private TopicSettingKeys() {}

    private static Optional<Optional<URI>> endpoint(String text) {
        try {
            URI uri = URI.create(text);
            return uri.isAbsolute() ? Optional.of(Optional.of(uri)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
