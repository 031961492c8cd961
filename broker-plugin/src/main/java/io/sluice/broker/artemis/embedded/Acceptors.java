package io.sluice.broker.artemis.embedded;

import io.sluice.broker.access.Listener;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.remoting.impl.invm.InVMAcceptorFactory;
import org.apache.activemq.artemis.core.remoting.impl.netty.TransportConstants;
import org.apache.activemq.artemis.utils.ConfigurationHelper;

/** What broker.xml says about the places where connections are accepted. */
final class Acceptors {

    /**
     * The acceptor whose port Artemis leaves to an HTTP server; Artemis' own parameter says so, so that a reload of
     * broker.xml or a plain Artemis with the same file does not bind the port either.
     */
    static final String HTTP = "http";

    private Acceptors() {}

    /** Every listener that a network can reach, HTTP included. */
    static List<Listener> listenersOf(Configuration configuration) {
        return configuration.getAcceptorConfigurations().stream()
                .filter(acceptor -> !InVMAcceptorFactory.class.getName().equals(acceptor.getFactoryClassName()))
                .map(acceptor -> new Listener(acceptor.getName(), host(acceptor), isLoopback(host(acceptor))))
                .sorted(Comparator.comparing(Listener::name))
                .toList();
    }

    /** Where the HTTP server shall listen; empty if broker.xml has no such acceptor. */
    static Optional<Endpoint> httpOf(Configuration configuration) {
        return configuration.getAcceptorConfigurations().stream()
                .filter(acceptor -> HTTP.equals(acceptor.getName()) && isLeftToHttpServer(acceptor))
                .findFirst()
                .map(acceptor -> new Endpoint(HTTP, host(acceptor), port(acceptor)));
    }

    static boolean isLeftToHttpServer(TransportConfiguration acceptor) {
        return ConfigurationHelper.getBooleanProperty(
                TransportConstants.HTTP_UPGRADE_ENABLED_PROP_NAME,
                TransportConstants.DEFAULT_HTTP_UPGRADE_ENABLED,
                acceptor.getCombinedParams());
    }

    static String host(TransportConfiguration acceptor) {
        return ConfigurationHelper.getStringProperty(
                TransportConstants.HOST_PROP_NAME, TransportConstants.DEFAULT_HOST, acceptor.getCombinedParams());
    }

    static int port(TransportConfiguration acceptor) {
        return ConfigurationHelper.getIntProperty(
                TransportConstants.PORT_PROP_NAME, TransportConstants.DEFAULT_PORT, acceptor.getCombinedParams());
    }

    private static boolean isLoopback(String hosts) {
        for (String host : TransportConfiguration.splitHosts(hosts)) {
            try {
                for (InetAddress address : InetAddress.getAllByName(host)) {
                    if (!address.isLoopbackAddress()) {
                        return false;
                    }
                }
            } catch (UnknownHostException e) {
                return false;
            }
        }
        return true;
    }
}
