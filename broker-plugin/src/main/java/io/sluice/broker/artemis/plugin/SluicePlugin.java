package io.sluice.broker.artemis.plugin;

import io.sluice.broker.artemis.BrokerInternals;
import java.nio.file.Path;
import java.util.Map;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerPlugin;
import org.jspecify.annotations.Nullable;

/**
 * What {@code broker.xml} names to have Sluice in a broker.
 *
 * <pre>{@code
 * <broker-plugins>
 *   <broker-plugin class-name="io.sluice.broker.artemis.plugin.SluicePlugin">
 *     <property key="config" value="sluice.yaml"/>
 *   </broker-plugin>
 * </broker-plugins>
 * }</pre>
 *
 * <p>{@code config} is a path, relative to the folder of {@code broker.xml} ({@code artemis.instance.etc}) or absolute. A
 * file that cannot be used stops the start of the broker.
 *
 * <p>This class only opens the door: a plugin that {@code broker.xml} names is a message plugin too, and would cost every
 * message of every queue. So it registers {@link SluiceBroker} in its place.
 */
public final class SluicePlugin implements ActiveMQServerPlugin {

    private static final String CONFIG = "config";
    private static final String DEFAULT_FILE = "sluice.yaml";

    private final @Nullable PluginComposition given;
    private @Nullable SluiceBroker broker;

    /** As Artemis makes it for {@code broker.xml}. */
    public SluicePlugin() {
        given = null;
    }

    /** For a broker in our own process. */
    public SluicePlugin(PluginComposition composition) {
        given = composition;
    }

    @Override
    public void init(Map<String, String> properties) {
        String file = properties.getOrDefault(CONFIG, DEFAULT_FILE);
        for (String key : properties.keySet()) {
            if (!key.equals(CONFIG)) {
                throw new IllegalArgumentException("broker-plugin " + SluicePlugin.class.getName() + ": property \""
                        + key + "\" is unknown; the only property is \"" + CONFIG + "\"");
            }
        }
        BrokerInternals.requireKnown();
        PluginComposition composition = given;
        broker = new SluiceBroker(resolve(file), composition == null ? PluginComposition.onClassPath() : composition);
    }

    private static Path resolve(String file) {
        String etc = System.getProperty("artemis.instance.etc", System.getProperty("sluice.etc", ""));
        return Path.of(etc).resolve(file).toAbsolutePath().normalize();
    }

    @Override
    public void registered(ActiveMQServer server) {
        SluiceBroker started = broker;
        if (started == null) {
            throw new IllegalStateException("SluicePlugin was registered before init");
        }
        server.getConfiguration().unRegisterBrokerPlugin(this);
        server.registerBrokerPlugin(started);
    }
}
