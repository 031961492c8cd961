package io.sluice.broker.recovery;

import io.sluice.broker.artemis.delivery.EndpointDeliveries;
import io.sluice.broker.artemis.delivery.PushListeners;
import io.sluice.broker.delivery.DeliveryListener;
import io.sluice.broker.delivery.DeliveryOutcome;
import io.sluice.broker.delivery.DeliveryPolicy;
import io.sluice.broker.delivery.Endpoint;
import io.sluice.broker.delivery.EndpointFactory;
import io.sluice.broker.delivery.EndpointSettings;
import io.sluice.broker.delivery.EndpointSubscription;
import io.sluice.broker.delivery.InvalidEndpointException;
import io.sluice.broker.delivery.OutgoingMessage;
import io.sluice.broker.delivery.RetryPolicy;
import io.sluice.broker.delivery.RetryPolicy.BackoffFunction;
import io.sluice.broker.delivery.outgoing.OutgoingRule;
import io.sluice.broker.delivery.sink.http.HttpEndpointFactory;
import io.sluice.broker.redrive.RedriveListener;
import io.sluice.broker.runtime.delivery.Deliveries;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptor;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.ActiveMQServers;
import org.apache.activemq.artemis.core.server.JournalType;

/**
 * A broker in a process of its own that pushes from queue {@link #QUEUE} to a URL, for tests that kill it. Its endpoint is one
 * of a company's own kind that needs no confirmation. Arguments: data folder, URL. Prints its port when it is ready.
 */
final class DeliveryBroker {

    static final String QUEUE = "pushed.news.hook";
    static final String DEAD_LETTERS = "hook-dlq";

    private DeliveryBroker() {}

    public static void main(String[] arguments) throws Exception {
        ActiveMQServer server = ActiveMQServers.newActiveMQServer(configuration(Path.of(arguments[0])), true);
        server.start();
        server.waitForActivation(1, TimeUnit.MINUTES);
        for (String queue : List.of(QUEUE, DEAD_LETTERS)) {
            server.createQueue(
                    QueueConfiguration.of(queue)
                            .setRoutingType(RoutingType.ANYCAST)
                            .setAutoDelete(false),
                    true);
        }
        Deliveries environment =
                Deliveries.withExtensions(Map.of("trusted", DeliveryBroker::openWithoutConfirmation), Map.of());
        EndpointDeliveries deliveries = new EndpointDeliveries(
                server, environment, new PushListeners(DeliveryListener.NONE, RedriveListener.NONE));
        deliveries.configure(settings(arguments[1]), List.of(subscription(arguments[1])));
        deliveries.activate();
        int port = ((NettyAcceptor) server.getRemotingService().getAcceptor("netty")).getActualPort();
        System.out.println("port " + port);
    }

    private static Configuration configuration(Path data) throws Exception {
        return new ConfigurationImpl()
                .setPersistenceEnabled(true)
                .setSecurityEnabled(false)
                .setJournalType(JournalType.NIO)
                .setJournalDirectory(data.resolve("journal").toString())
                .setBindingsDirectory(data.resolve("bindings").toString())
                .setLargeMessagesDirectory(data.resolve("large").toString())
                .setPagingDirectory(data.resolve("paging").toString())
                .setMaxDiskUsage(-1)
                .addAcceptorConfiguration("netty", "tcp://127.0.0.1:0?protocols=CORE");
    }

    private static EndpointSettings settings(String url) {
        return new EndpointSettings(
                List.of(OutgoingRule.parse(url).orElseThrow()), List.of(), Optional.empty(), 1, Optional.empty());
    }

    private static EndpointSubscription subscription(String url) {
        RetryPolicy retries =
                new RetryPolicy(100, 95, 5, 0, Duration.ofSeconds(1), Duration.ofSeconds(1), BackoffFunction.LINEAR);
        return new EndpointSubscription(
                "news",
                "hook",
                URI.create(url.replaceFirst("^http", "trusted")),
                true,
                Optional.of(DeliveryPolicy.of(retries)),
                Optional.of(DEAD_LETTERS),
                QUEUE);
    }

    private static Endpoint openWithoutConfirmation(URI address, EndpointFactory.Surroundings surroundings)
            throws InvalidEndpointException {
        Endpoint http = new HttpEndpointFactory(ForkJoinPool.commonPool())
                .open(URI.create(address.toString().replaceFirst("^trusted", "http") + "/hook"), surroundings);
        return new Endpoint() {
            @Override
            public String protocol() {
                return "trusted";
            }

            @Override
            public CompletionStage<DeliveryOutcome> deliver(OutgoingMessage message) {
                return http.deliver(message);
            }
        };
    }
}
