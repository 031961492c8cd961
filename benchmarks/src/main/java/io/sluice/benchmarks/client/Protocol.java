package io.sluice.benchmarks.client;

import jakarta.jms.ConnectionFactory;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.qpid.jms.JmsConnectionFactory;

/** The protocols under measurement, each with the client library its users have. */
public enum Protocol {
    /** Artemis' own protocol through artemis-jakarta-client. */
    CORE("Core") {
        @Override
        ConnectionFactory factory(int port, Prefetch prefetch, SendMode sendMode) {
            String window = switch (prefetch) {
                case ONE_AT_A_TIME -> "&consumerWindowSize=0";
                case DEFAULT -> "";
                case EVERYTHING -> "&consumerWindowSize=-1";
            };
            return new ActiveMQConnectionFactory(
                    "tcp://127.0.0.1:" + port + "?blockOnDurableSend=" + (sendMode == SendMode.BLOCKING) + window);
        }
    },

    /** AMQP 1.0 through Qpid JMS. */
    AMQP("AMQP") {
        @Override
        ConnectionFactory factory(int port, Prefetch prefetch, SendMode sendMode) {
            String window = switch (prefetch) {
                case ONE_AT_A_TIME -> "&jms.prefetchPolicy.all=0";
                case DEFAULT -> "";
                case EVERYTHING -> "&jms.prefetchPolicy.all=" + MOST_AMQP_CREDIT;
            };
            return new JmsConnectionFactory(
                    "amqp://127.0.0.1:" + port + "?jms.forceAsyncSend=" + (sendMode == SendMode.ASYNCHRONOUS) + window);
        }
    };

    /** Qpid JMS accepts no larger prefetch. */
    public static final int MOST_AMQP_CREDIT = 32_767;

    private final String label;

    Protocol(String label) {
        this.label = label;
    }

    abstract ConnectionFactory factory(int port, Prefetch prefetch, SendMode sendMode);

    @Override
    public String toString() {
        return label;
    }
}
