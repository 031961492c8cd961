package io.sluice.broker.artemis.management;

import io.sluice.broker.admin.ControlReply;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Controls in JMX, and with it in Jolokia and the console, beside those of the broker itself. */
public final class JmxControls {

    private static final Logger LOGGER = LoggerFactory.getLogger(JmxControls.class);

    private JmxControls() {}

    /**
     * Registers a control, in place of one that was there; no effect in a broker without management.
     *
     * @param component its name among those of the broker
     */
    public static <T> void register(ActiveMQServer server, String component, T control, Class<T> operations) {
        MBeanServer beans = server.getMBeanServer();
        if (beans == null || !server.getConfiguration().isJMXManagementEnabled()) {
            return;
        }
        unregister(server, component);
        try {
            beans.registerMBean(new StandardMBean(control, operations), nameIn(server, component));
        } catch (JMException e) {
            LOGGER.warn("{} cannot be managed by JMX", component, e);
        }
    }

    /** Takes a control out again. */
    public static void unregister(ActiveMQServer server, String component) {
        MBeanServer beans = server.getMBeanServer();
        try {
            if (beans != null && beans.isRegistered(nameIn(server, component))) {
                beans.unregisterMBean(nameIn(server, component));
            }
        } catch (JMException e) {
            LOGGER.debug("{} could not be taken out of JMX", component, e);
        }
    }

    private static ObjectName nameIn(ActiveMQServer server, String component) throws JMException {
        String broker = ObjectName.quote(server.getConfiguration().getName());
        return new ObjectName(
                server.getConfiguration().getJMXDomain() + ":broker=" + broker + ",component=" + component);
    }

    /**
     * What an operation returns: the body of the reply, as JSON.
     *
     * @throws IllegalArgumentException with the code and the reason, if the request was refused
     */
    public static String answer(ControlReply reply) {
        if (reply instanceof ControlReply.Refused refused) {
            throw new IllegalArgumentException(refused.error().code() + ": " + refused.message());
        }
        return ReplyJson.of(reply);
    }
}
