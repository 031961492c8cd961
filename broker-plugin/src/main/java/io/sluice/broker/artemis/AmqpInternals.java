package io.sluice.broker.artemis;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.protocol.amqp.proton.MessageWriter;
import org.apache.activemq.artemis.protocol.amqp.proton.ProtonServerSenderContext;
import org.apache.qpid.proton.engine.Delivery;

/**
 * What Sluice changes in a link of Artemis to an AMQP receiver. Used for such links only, because a broker may lack that protocol.
 *
 * <table>
 * <caption>What is used and why</caption>
 * <tr><td>{@code ProtonServerSenderContext.reportDeliveryComplete}, package-private</td><td>a link counts the messages that
 * wait for its event loop, as credit that is spent; one that is not sent after all must leave that count. Where nothing was
 * written, the rest of the method does nothing but end the writer and what waits for it</td></tr>
 * </table>
 *
 * Looked up once; a broker with the protocol and without it is refused at start ({@link BrokerInternals#requireKnown}).
 */
public final class AmqpInternals {

    private static final MethodHandle REPORT_DELIVERY_COMPLETE;

    static {
        try {
            REPORT_DELIVERY_COMPLETE = MethodHandles.privateLookupIn(
                            ProtonServerSenderContext.class, MethodHandles.lookup())
                    .findVirtual(
                            ProtonServerSenderContext.class,
                            "reportDeliveryComplete",
                            MethodType.methodType(
                                    void.class,
                                    MessageWriter.class,
                                    MessageReference.class,
                                    Delivery.class,
                                    boolean.class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(ProtonServerSenderContext.class.getName() + " has changed", e);
        }
    }

    private AmqpInternals() {}

    /** Fails if something is missing. */
    static void requireKnown() {
        // the static initialiser has found everything when this is reached
    }

    /**
     * Has a link forget a message that it was about to write; on its event loop.
     *
     * @param link one whose messages the client settles
     * @param writer the one that the link has opened for the message
     */
    public static void forget(ProtonServerSenderContext link, MessageWriter writer, MessageReference reference) {
        try {
            REPORT_DELIVERY_COMPLETE.invokeExact(link, writer, reference, (Delivery) null, false);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
