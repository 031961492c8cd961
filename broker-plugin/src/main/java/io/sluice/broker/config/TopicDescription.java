package io.sluice.broker.config;

import io.sluice.broker.fanout.SubscriptionSettings;
import io.sluice.broker.fanout.TopicCatalog;
import io.sluice.broker.fanout.filter.FilterPolicy;
import java.util.StringJoiner;

/** Topics as text: one line for each topic, and one below it for each of its subscriptions. */
final class TopicDescription {

    private static final int LONGEST_POLICY = 120;

    private TopicDescription() {}

    static String of(TopicCatalog catalog) {
        StringJoiner lines = new StringJoiner("\n");
        lines.add("configured topics: " + catalog.topics().size());
        catalog.topics().forEach((topic, settings) -> {
            lines.add(
                    "  " + topic + "  subscriptions=" + settings.subscriptions().size());
            settings.subscriptions().forEach((name, subscription) -> lines.add("    " + line(name, subscription)));
        });
        return lines.toString();
    }

    private static String line(String name, SubscriptionSettings subscription) {
        StringJoiner line = new StringJoiner(" ");
        line.add(name + " ");
        subscription
                .endpoint()
                .ifPresentOrElse(
                        endpoint -> line.add(TopicSettingKeys.ENDPOINT.key() + "=" + endpoint),
                        () -> subscription
                                .queue()
                                .ifPresent(queue -> line.add(TopicSettingKeys.QUEUE.key() + "=" + queue)));
        if (!subscription.isRaw()) {
            line.add(TopicSettingKeys.RAW_MESSAGE_DELIVERY.key() + "=false");
        }
        subscription.filterPolicy().ifPresent(policy -> {
            line.add(TopicSettingKeys.FILTER_POLICY_SCOPE.key() + "="
                    + TopicSettingKeys.FILTER_POLICY_SCOPE.type().format(policy.scope()));
            line.add(TopicSettingKeys.FILTER_POLICY + "=" + shortened(policy));
        });
        subscription
                .deadLetterQueue()
                .ifPresent(queue -> line.add(TopicSettingKeys.DEAD_LETTER_QUEUE.key() + "=" + queue));
        return line.toString();
    }

    private static String shortened(FilterPolicy policy) {
        String json = policy.json();
        return json.length() <= LONGEST_POLICY ? json : json.substring(0, LONGEST_POLICY) + "...";
    }
}
