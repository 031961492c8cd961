package io.sluice.benchmarks.broker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.io.aio.AIOSequentialFileFactory;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptor;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.ActiveMQServers;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerBasePlugin;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * One broker for one measurement: an acceptor on a free port of the loopback interface, a journal in {@code --data}, the
 * queues named, and the plugin if there is a configuration for it. Serves {@link SideChannel} until its input ends.
 *
 * <p>Both queues of a pair live here under the same address settings, so that they share disk, heap and compiled code.
 * Paging and journal compaction are off: either could fall into one side of a pair only.
 */
@Command(name = "measured-broker")
public final class BrokerMain implements Callable<Integer> {
    private static final String ACCEPTOR = "all";
    private static final String PLUGIN = "io.sluice.broker.artemis.plugin.SluicePlugin";

    @Option(names = "--data", required = true)
    private Path data = Path.of("data");

    @Option(names = "--queue", required = true)
    private List<String> queues = List.of();

    @Option(names = "--config")
    private @Nullable Path config;

    @Option(names = "--journal-buffer-timeout", description = "nanoseconds; 0 keeps the default of Artemis")
    private int journalBufferTimeoutNanos;

    public static void main(String[] args) {
        System.exit(new CommandLine(new BrokerMain()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        Configuration configuration = configuration();
        if (config != null) {
            configuration.registerBrokerPlugin(plugin(config));
        }
        ActiveMQServer server = ActiveMQServers.newActiveMQServer(configuration);
        server.start();
        if (!server.isActive()) {
            throw new IllegalStateException("the broker did not become active; its log says why");
        }
        for (String queue : queues) {
            server.createQueue(
                    QueueConfiguration.of(queue)
                            .setRoutingType(RoutingType.ANYCAST)
                            .setAutoCreateAddress(true),
                    true); // the plugin has created its own
        }
        serve(new SideChannel(server, actualPort(server), configuration));
        server.stop();
        return 0;
    }

    private static void serve(SideChannel channel) throws IOException {
        var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            System.out.println(SideChannel.REPLY_PREFIX + channel.answer(line));
        }
    }

    private Configuration configuration() throws Exception {
        var settings = new AddressSettings()
                .setMaxSizeBytes(-1)
                .setMaxSizeMessages(-1)
                .setMaxDeliveryAttempts(-1)
                .setAddressFullMessagePolicy(AddressFullMessagePolicy.BLOCK)
                .setAutoDeleteQueues(false)
                .setAutoDeleteAddresses(false);
        Configuration configuration = new ConfigurationImpl()
                .setPersistenceEnabled(true)
                .setSecurityEnabled(false)
                .setJournalDirectory(data.resolve("journal").toString())
                .setBindingsDirectory(data.resolve("bindings").toString())
                .setLargeMessagesDirectory(data.resolve("large-messages").toString())
                .setPagingDirectory(data.resolve("paging").toString())
                .setJournalType(AIOSequentialFileFactory.isSupported() ? JournalType.ASYNCIO : JournalType.NIO)
                .setJournalCompactMinFiles(0)
                .setJournalPoolFiles(20)
                .setMaxDiskUsage(-1)
                .setCriticalAnalyzer(false)
                .addAddressSetting("#", settings)
                .addAcceptorConfiguration(ACCEPTOR, "tcp://127.0.0.1:0?protocols=CORE,AMQP,STOMP,MQTT,OPENWIRE");
        if (journalBufferTimeoutNanos > 0) {
            configuration.setJournalBufferTimeout_AIO(journalBufferTimeoutNanos);
            configuration.setJournalBufferTimeout_NIO(journalBufferTimeoutNanos);
        }
        return configuration;
    }

    private static ActiveMQServerBasePlugin plugin(Path config) throws ReflectiveOperationException {
        var plugin = (ActiveMQServerBasePlugin)
                Class.forName(PLUGIN).getDeclaredConstructor().newInstance();
        plugin.init(Map.of("config", config.toAbsolutePath().toString()));
        return plugin;
    }

    private static int actualPort(ActiveMQServer server) {
        return ((NettyAcceptor) server.getRemotingService().getAcceptor(ACCEPTOR)).getActualPort();
    }
}
