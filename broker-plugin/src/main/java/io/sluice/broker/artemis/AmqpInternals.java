package io.sluice.broker.artemis;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.protocol.amqp.proton.MessageReader;
import org.apache.activemq.artemis.protocol.amqp.proton.MessageWriter;
import org.apache.activemq.artemis.protocol.amqp.proton.ProtonAbstractReceiver;
import org.apache.activemq.artemis.protocol.amqp.proton.ProtonServerSenderContext;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.Receiver;
import org.jspecify.annotations.Nullable;

/**
 * What Sluice changes in the links of Artemis with AMQP clients. Used for such links only, because a broker may lack that protocol.
 *
 * <table>
 * <caption>What is used and why</caption>
 * <tr><td>{@code ProtonServerSenderContext.reportDeliveryComplete}, package-private</td><td>a link counts the messages that
 * wait for its event loop, as credit that is spent; one that is not sent after all must leave that count. Where nothing was
 * written, the rest of the method does nothing but end the writer and what waits for it</td></tr>
 * <tr><td>{@code ProtonAbstractReceiver.messageReader}, {@code largeMessageReader} and {@code trySelectMessageReader}, protected</td><td>a
 * link to which a client sends reads a message by the reader that is set, and selects one if none is. One that is set between two
 * messages decides how the next is read</td></tr>
 * </table>
 *
 * Looked up once; a broker with the protocol and without it is refused at start ({@link BrokerInternals#requireKnown}).
 */
public final class AmqpInternals {

    private static final MethodHandle REPORT_DELIVERY_COMPLETE;
    private static final MethodHandle SELECT_READER;
    private static final VarHandle READER;
    private static final VarHandle LARGE_READER;

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
            MethodHandles.Lookup receiver =
                    MethodHandles.privateLookupIn(ProtonAbstractReceiver.class, MethodHandles.lookup());
            READER = receiver.findVarHandle(ProtonAbstractReceiver.class, "messageReader", MessageReader.class);
            LARGE_READER =
                    receiver.findVarHandle(ProtonAbstractReceiver.class, "largeMessageReader", MessageReader.class);
            SELECT_READER = receiver.findVirtual(
                    ProtonAbstractReceiver.class,
                    "trySelectMessageReader",
                    MethodType.methodType(MessageReader.class, Receiver.class, Delivery.class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Artemis' links with AMQP clients have changed", e);
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

    /** Whether a link is between two messages, and has not decided how the next is read; on its event loop. */
    public static boolean isBetweenMessages(ProtonAbstractReceiver link) {
        return READER.getVolatile(link) == null;
    }

    /** Has a link read its next message, or the rest of the one that it reads, in this way; on its event loop. */
    public static void readBy(ProtonAbstractReceiver link, MessageReader reader) {
        READER.setVolatile(link, reader);
    }

    /** Whether this is how a link reads large messages. */
    public static boolean readsLarge(ProtonAbstractReceiver link, MessageReader reader) {
        return LARGE_READER.get(link) == reader;
    }

    /** How a link would read a message; null if it is too early to say. */
    public static @Nullable MessageReader select(ProtonAbstractReceiver link, Receiver receiver, Delivery delivery) {
        try {
            return (MessageReader) SELECT_READER.invokeExact(link, receiver, delivery);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
