package io.sluice.broker.artemis.embedded;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptorFactory;

/** Tries every port before the broker opens its journal, so that a port in use costs nothing and is named. */
final class FreePorts {

    private FreePorts() {}

    static void require(Configuration configuration) throws StartRefusedException {
        for (TransportConfiguration acceptor : configuration.getAcceptorConfigurations()) {
            if (NettyAcceptorFactory.class.getName().equals(acceptor.getFactoryClassName())
                    && !Acceptors.isLeftToHttpServer(acceptor)) {
                for (String host : TransportConfiguration.splitHosts(Acceptors.host(acceptor))) {
                    require(acceptor.getName(), host, Acceptors.port(acceptor));
                }
            }
        }
    }

    private static void require(String acceptor, String host, int port) throws StartRefusedException {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(host, port));
        } catch (IOException | IllegalArgumentException e) {
            throw new StartRefusedException(
                    "The acceptor '" + acceptor + "' cannot listen on " + host + ":" + port + ": " + e.getMessage()
                            + ". Stop the program that uses the port, or change the acceptor in broker.xml.",
                    e);
        }
    }
}
