package io.sluice.broker.artemis.embedded;

import java.util.List;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerBasePlugin;

/**
 * The Artemis plugins that are registered when broker.xml does not name them itself.
 *
 * @param plugins initialised plugins; of one class at most one
 */
public record BrokerPlugins(List<ActiveMQServerBasePlugin> plugins) {

    public BrokerPlugins {
        plugins = List.copyOf(plugins);
    }

    /** No plugins: plain Artemis. */
    public static BrokerPlugins none() {
        return new BrokerPlugins(List.of());
    }
}
