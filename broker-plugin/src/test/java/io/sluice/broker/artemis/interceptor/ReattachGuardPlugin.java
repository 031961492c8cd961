package io.sluice.broker.artemis.interceptor;

import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerPlugin;

/** Puts the {@link ReattachGuard} in front of a broker before its acceptors take the first connection. */
public final class ReattachGuardPlugin implements ActiveMQServerPlugin {

    @Override
    public void registered(ActiveMQServer server) {
        server.getRemotingService().addIncomingInterceptor(new ReattachGuard(server));
    }
}
