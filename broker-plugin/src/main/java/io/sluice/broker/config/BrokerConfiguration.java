package io.sluice.broker.config;

import io.sluice.broker.delivery.EndpointSettings;
import io.sluice.broker.delivery.EndpointSubscription;
import io.sluice.broker.fanout.TopicCatalog;
import io.sluice.broker.queue.QueueCatalog;
import io.sluice.broker.stream.StreamCatalog;
import java.util.List;
import java.util.StringJoiner;

/**
 * What a valid configuration file says.
 *
 * @param queues the queues it names
 * @param topics the topics it names
 * @param streams the streams it names
 * @param endpoints what holds for all endpoints of subscriptions
 * @param pushes the subscriptions whose messages are pushed to endpoints
 * @param warnings what is allowed but hardly meant; to be logged
 */
public record BrokerConfiguration(
        QueueCatalog queues,
        TopicCatalog topics,
        StreamCatalog streams,
        EndpointSettings endpoints,
        List<EndpointSubscription> pushes,
        List<ConfigurationProblem> warnings) {

    public BrokerConfiguration {
        pushes = List.copyOf(pushes);
        warnings = List.copyOf(warnings);
    }

    /** The effective settings for the start-up log: a heading, and one line for each entry with all its values. */
    public String describe() {
        StringJoiner parts = new StringJoiner("\n");
        parts.add(CatalogDescription.of(queues));
        if (!topics.topics().isEmpty()) {
            parts.add(TopicDescription.of(topics));
        }
        if (!streams.streams().isEmpty()) {
            parts.add(StreamDescription.of(streams));
        }
        if (!endpoints.equals(EndpointSettings.DEFAULT)) {
            parts.add(EndpointDescription.of(endpoints));
        }
        return parts.toString();
    }
}
