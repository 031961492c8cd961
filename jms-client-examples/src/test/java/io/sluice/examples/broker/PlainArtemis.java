package io.sluice.examples.broker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptor;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/**
 * An Artemis broker as it comes, without Sluice: one acceptor for all protocols on a free port, in memory, a few queues
 * that give a message up after a number of deliveries.
 */
public final class PlainArtemis implements AutoCloseable {

    private final EmbeddedActiveMQ broker = new EmbeddedActiveMQ();

    /** Starts it with each of the queues and, for each, a dead-letter queue whose name ends in {@code -dlq}. */
    public static PlainArtemis start(int maxDeliveryAttempts, String... queues) throws Exception {
        PlainArtemis artemis = new PlainArtemis();
        ConfigurationImpl configuration = new ConfigurationImpl();
        configuration.setPersistenceEnabled(false);
        configuration.setSecurityEnabled(false);
        configuration.setJMXManagementEnabled(false);
        configuration.addAcceptorConfiguration("all", "tcp://127.0.0.1:0");
        for (String queue : queues) {
            String deadLetters = queue + "-dlq";
            configuration.addQueueConfiguration(anycast(queue));
            configuration.addQueueConfiguration(anycast(deadLetters));
            configuration.addAddressSetting(
                    queue,
                    new AddressSettings()
                            .setMaxDeliveryAttempts(maxDeliveryAttempts)
                            .setDeadLetterAddress(SimpleString.of(deadLetters)));
        }
        artemis.broker.setConfiguration(configuration);
        artemis.broker.start();
        return artemis;
    }

    private static QueueConfiguration anycast(String name) {
        return QueueConfiguration.of(name).setRoutingType(RoutingType.ANYCAST);
    }

    public int port() {
        NettyAcceptor acceptor =
                (NettyAcceptor) broker.getActiveMQServer().getRemotingService().getAcceptor("all");
        return acceptor.getActualPort();
    }

    /** The messages of a queue, those in flight included. */
    public long messageCount(String queue) {
        return broker.getActiveMQServer().locateQueue(queue).getMessageCount();
    }

    /** A copy of one of the module's JNDI files with this broker's port in it. */
    public Path jndi(Path shipped, Path folder) throws IOException {
        List<String> lines = Files.readAllLines(shipped, StandardCharsets.UTF_8).stream()
                .map(line -> line.replaceFirst("127\\.0\\.0\\.1:\\d+", "127.0.0.1:" + port()))
                .toList();
        return Files.write(folder.resolve(shipped.getFileName()), lines, StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws Exception {
        broker.stop();
    }
}
