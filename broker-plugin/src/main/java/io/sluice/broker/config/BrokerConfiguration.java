package io.sluice.broker.config;

import io.sluice.broker.delivery.EndpointSettings;
import io.sluice.broker.queue.QueueCatalog;
import java.util.List;

/**
 * What a valid configuration file says.
 *
 * @param queues the queues it names
 * @param endpoints what holds for all endpoints of subscriptions
 * @param warnings what is allowed but hardly meant; to be logged
 */
public record BrokerConfiguration(
        QueueCatalog queues, EndpointSettings endpoints, List<ConfigurationProblem> warnings) {

    public BrokerConfiguration {
        warnings = List.copyOf(warnings);
    }

    /** The effective settings for the start-up log: a heading, and one line for each entry with all its values. */
    public String describe() {
        return endpoints.equals(EndpointSettings.DEFAULT)
                ? CatalogDescription.of(queues)
                : CatalogDescription.of(queues) + "\n" + EndpointDescription.of(endpoints);
    }
}
