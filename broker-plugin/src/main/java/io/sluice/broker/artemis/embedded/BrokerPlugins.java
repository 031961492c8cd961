package io.sluice.broker.artemis.embedded;

import io.sluice.broker.artemis.plugin.PluginComposition;
import io.sluice.broker.artemis.plugin.SluicePlugin;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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

    /**
     * Sluice itself, configured by this file.
     *
     * @param composition puts it together
     * @throws StartRefusedException if the file cannot be used
     */
    @SuppressWarnings("IllegalCatch") // init tells every mistake of the file by an unchecked exception
    public static BrokerPlugins sluice(Path configuration, PluginComposition composition) throws StartRefusedException {
        SluicePlugin plugin = new SluicePlugin(composition);
        try {
            plugin.init(Map.of("config", configuration.toString()));
        } catch (RuntimeException e) {
            Throwable ours = Causes.oursIn(e);
            throw new StartRefusedException(String.valueOf((ours == null ? e : ours).getMessage()), e);
        }
        return new BrokerPlugins(List.of(plugin));
    }
}
