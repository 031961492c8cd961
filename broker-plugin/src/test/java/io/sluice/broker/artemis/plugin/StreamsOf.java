package io.sluice.broker.artemis.plugin;

import io.sluice.broker.artemis.stream.Stream;
import org.apache.activemq.artemis.core.server.ActiveMQServer;

/** The streams of a broker in the process of the test. */
public final class StreamsOf {

    private StreamsOf() {}

    /** An open stream. */
    public static Stream stream(ActiveMQServer server, String name) {
        return server.getBrokerPlugins().stream()
                .filter(SluiceBroker.class::isInstance)
                .map(SluiceBroker.class::cast)
                .flatMap(broker -> broker.streams().stream())
                .flatMap(streams -> streams.stream(name).stream())
                .findFirst()
                .orElseThrow();
    }
}
